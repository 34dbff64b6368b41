import { appendFileSync } from 'node:fs';
import { formatAnnotations } from './annotations.ts';
import type { CampaignJson } from './campaign-json.ts';
import { campaignReports } from './campaign-reports.ts';
import { formatSummary, type Summary } from './step-summary.ts';
import { exitWord } from './exit-code.ts';
import { withCommas } from './table.ts';

/** Under GitHub Actions: annotations in the log, and a summary of the step. Nothing elsewhere. */
export function reportToGitHub(json: CampaignJson, write: (text: string) => void): void {
  const reports = campaignReports(json);
  const rows = json.scenarios.map(({ name }) => {
    const runs = json.runs.filter(({ scenario }) => scenario === name);
    const found = json.findings.filter(({ scenario }) => scenario === name);
    return [name, String(runs.length), withCommas(runs.reduce((sum, { steps }) => sum + steps, 0)), String(found.length)];
  });
  tellSummary(
    { verdict: `varta-sim: ${exitWord(json.exit)} (${json.exit})`, head: ['scenario', 'runs', 'steps', 'findings'], rows, reports },
    write,
  );
}

/** The same for any summary. */
export function tellSummary(summary: Summary, write: (text: string) => void): void {
  if (process.env['GITHUB_ACTIONS'] !== 'true') return;
  write(formatAnnotations(summary.reports));
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path !== undefined && path !== '') appendFileSync(path, formatSummary(summary));
}
