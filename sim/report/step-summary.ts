import type { FindingReport } from './finding-report.ts';

/** What a summary says. */
export interface Summary {
  /** One line: the verdict. */
  readonly verdict: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly reports: readonly FindingReport[];
}

/** GitHub shows no more than a megabyte; a screen shows far less. */
const REPORTS_MAX = 50;

/** A summary in Markdown: verdict, table, and every report with the line that shows it again. O(size). */
export function formatSummary({ verdict, head, rows, reports }: Summary): string {
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeText).join(' | ')} |`);
  const lines = [`## ${verdict}`, '', ...table, ''];
  for (const { signature, sentence, details, count, line } of reports.slice(0, REPORTS_MAX)) {
    lines.push(`### ${escapeText(signature)}`, '', escapeText(`${sentence}${count === 1 ? '' : ` (${count} times)`}`), '');
    if (details.length > 0) lines.push(...fenced(details));
    if (line !== null) lines.push(...fenced([line]));
  }
  if (reports.length > REPORTS_MAX) lines.push(`and ${reports.length - REPORTS_MAX} more`, '');
  return lines.join('\n');
}

/** Lines as they are. The fence is longer than any in them. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence, ''];
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`).replaceAll(/[\r\n]+/g, ' ');
}
