import type { FindingReport } from './finding-report.ts';

/** More than these in one step GitHub does not show. */
const ANNOTATIONS_MAX = 10;

/** Commands that GitHub reads from a log and shows beside the code: one for each report. O(size). */
export function formatAnnotations(reports: readonly FindingReport[]): string {
  const isTooMany = reports.length > ANNOTATIONS_MAX;
  const shown = isTooMany ? reports.slice(0, ANNOTATIONS_MAX - 1) : reports;
  const lines = shown.map(({ signature, sentence, details, count, file, line }) => {
    const properties = [...(file === null ? [] : [`file=${escapeProperty(file)}`]), `title=${escapeProperty(signature)}`];
    const often = count === 1 ? [] : [`${count} times`];
    const again = line === null ? [] : [line];
    return `::error ${properties.join(',')}::${escapeData([sentence, ...details, ...often, ...again].join('\n'))}\n`;
  });
  if (isTooMany) lines.push(`::error title=more::and ${reports.length - shown.length} more, see the log\n`);
  return lines.join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
