import { commandLine, shown, shownLines } from '../../data/page/frame.ts';
import { campaignReports, type FindingReport } from '../campaign-reports.ts';
import type { CampaignJson } from '../campaign-json.ts';
import { anchorOf } from './anchor.ts';
import type { CampaignView } from './campaign-view.ts';

/** Everything that is wrong, by signature, each with its report and its line. Says so where nothing is. */
export function findingsSection({ json, runPages }: CampaignView, prefix: string): string {
  const reports = campaignReports(json);
  const traces = new Map(json.reports.map((report) => [report.signature, report]));
  const head = `<h2 id="${prefix}findings">Findings</h2>`;
  if (reports.length === 0) return `${head}\n<p class="is-ok">Nothing was found.</p>`;
  return [head, ...reports.map((report) => reportCard(report, traces.get(report.signature), runPages, prefix))].join('\n');
}

/** One report as a card. */
export function reportCard(
  { signature, sentence, details, count, line, scenarios = [] }: FindingReport,
  found: CampaignJson['reports'][number] | undefined,
  runPages: ReadonlyMap<string, string>,
  prefix: string,
): string {
  const page = runPages.get(signature);
  const where = scenarios.length === 0 ? '' : ` in ${scenarios.join(', ')}`;
  return `<article class="card bad" id="${prefix}${anchorOf(signature)}"><h3><span class="is-bad">${shown(signature)}</span></h3>
<p>${shown(sentence)}</p>
<p class="dim">${count === 1 ? 'once' : `${count} times`}${shown(where)}${found === undefined || found.trace === null ? '' : ` · trace <code>${shown(found.trace)}</code>`}</p>
${page === undefined ? '' : `<p><a href="${shown(page)}">Open its run</a></p>`}
${details.length === 0 ? '' : `<details${count > 0 && details.length <= 12 ? ' open' : ''}><summary>the report</summary><pre>${shownLines(details)}</pre></details>`}
${line === null ? '' : commandLine(line)}</article>`;
}
