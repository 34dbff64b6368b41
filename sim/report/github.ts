import { appendText } from '../data/output-place.ts';
import { markdownBlock, markdownText } from '../data/quoting/markdown.ts';
import { workflowCommand } from '../data/quoting/workflow-command.ts';
import { unwritable } from '../data/write-whole.ts';
import type { CampaignJson } from './campaign-json.ts';
import { sumsByScenario } from './campaign-verdict.ts';
import { campaignReports, type FindingReport } from './campaign-reports.ts';
import { exitWord } from './exit-code.ts';
import { followedLines, replacedLines } from './followed.ts';
import { withCommas } from './table.ts';

/** More than these in one step GitHub does not show. */
const ANNOTATIONS_MAX = 10;
/** GitHub shows no more than a megabyte of a summary; a screen shows far less. */
const REPORTS_MAX = 50;

/** Under GitHub Actions: annotations in the log, and a summary of the step. Nothing elsewhere. */
export function reportToGitHub(json: CampaignJson, write: (text: string) => void, pagePath: string | null = null): void {
  const reports = campaignReports(json);
  const sums = sumsByScenario(json.runs);
  const rows = json.scenarios.map(({ name }) => {
    const { runs, steps } = sums.get(name) ?? { runs: 0, steps: 0 };
    const found = json.findings.filter(({ scenario }) => scenario === name);
    return [name, String(runs), withCommas(steps), String(found.length)];
  });
  tellSummary(
    {
      verdict: `varta-sim: ${exitWord(json.exit)} (${json.exit})`,
      head: ['scenario', 'runs', 'steps', 'findings'],
      rows,
      notes: [...followedLines(json.followed ?? null), ...replacedLines(json.production ?? null)],
      reports,
      pagePath,
    },
    write,
  );
}

/** The file in which GitHub Actions wants the summary of a step; undefined outside of Actions, empty or undefined where it wants none. */
export function summaryPath(): string | undefined {
  return process.env['GITHUB_ACTIONS'] === 'true' ? process.env['GITHUB_STEP_SUMMARY'] : undefined;
}

/** The same for any summary. Throws what unwritable() makes of a summary that cannot be written; the annotations are told by then. */
export function tellSummary(summary: Summary, write: (text: string) => void): void {
  if (process.env['GITHUB_ACTIONS'] !== 'true') return;
  write(formatAnnotations(summary.reports));
  const path = summaryPath();
  if (path === undefined || path === '') return;
  try {
    appendText(path, formatSummary(summary));
  } catch (error) {
    throw unwritable(error, `the summary of the step, ${path}, could not be written: `);
  }
}

/** Commands that GitHub reads from a log and shows beside the code: one for each report. O(size). */
export function formatAnnotations(reports: readonly FindingReport[]): string {
  const isTooMany = reports.length > ANNOTATIONS_MAX;
  const shown = isTooMany ? reports.slice(0, ANNOTATIONS_MAX - 1) : reports;
  const lines = shown.map(({ signature, sentence, details, count, file, line }) => {
    const often = count === 1 ? [] : [`${count} times`];
    const again = line === null ? [] : [line];
    const properties = { ...(file === null ? {} : { file }), title: signature };
    return workflowCommand('error', properties, [sentence, ...details, ...often, ...again].join('\n'));
  });
  if (isTooMany) lines.push(workflowCommand('error', { title: 'more' }, `and ${reports.length - shown.length} more, see the log`));
  return lines.join('');
}

/** What a summary says. */
export interface Summary {
  /** One line: the verdict. */
  readonly verdict: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines below the table, as they are. */
  readonly notes?: readonly string[];
  readonly reports: readonly FindingReport[];
  /** The page that shows it, as a path; default none. */
  readonly pagePath?: string | null;
}

/** A summary in Markdown: verdict, table, and every report with the line that shows it again. O(size). */
export function formatSummary({ verdict, head, rows, notes = [], reports, pagePath = null }: Summary): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [head.map(markdownText), head.map(() => '---'), ...rows.map((cells) => cells.map(markdownText))].map(row);
  const lines = [`## ${markdownText(verdict)}`, '', ...table, ''];
  if (pagePath !== null) lines.push(markdownText(`The page of it: ${pagePath}, where the artifacts of this job have it.`), '');
  if (notes.length > 0) lines.push(...markdownBlock(notes));
  for (const { signature, sentence, details, count, line } of reports.slice(0, REPORTS_MAX)) {
    lines.push(`### ${markdownText(signature)}`, '', markdownText(`${sentence}${count === 1 ? '' : ` (${count} times)`}`), '');
    if (details.length > 0) lines.push(...markdownBlock(details));
    if (line !== null) lines.push(...markdownBlock([line]));
  }
  if (reports.length > REPORTS_MAX) lines.push(`and ${reports.length - REPORTS_MAX} more`, '');
  return lines.join('\n');
}
