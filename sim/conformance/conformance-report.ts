import { paint, type Output } from '../data/command-line/output.ts';
import { markdownText } from '../data/quoting/markdown.ts';
import { printable } from '../data/quoting/printable.ts';
import { xmlText } from '../data/quoting/xml.ts';
import type { Check, CheckStatus, ConformanceReport } from './conform.ts';

const WORDS: Readonly<Record<CheckStatus, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  unsupported: 'unsupported',
  'not-reached': 'not reached',
};

const OPERATIONS_SHOWN = 12;

/** How a check is shown: a failure that is expected is a word of its own. */
function wordOf({ status, known }: Check): string {
  return status === 'failed' && known !== null ? 'known' : WORDS[status];
}

function counted(checks: readonly Check[]): string {
  const counts = new Map<string, number>();
  for (const check of checks) counts.set(wordOf(check), (counts.get(wordOf(check)) ?? 0) + 1);
  return ['passed', 'FAILED', 'known', 'unsupported', 'not reached']
    .flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []))
    .join(', ');
}

/** One line for the whole of it. */
function summaryOf({ clauses, rules }: ConformanceReport): string {
  const overScenarios = rules.length === 0 ? '' : ` · ${rules.length} rules over scenarios: ${counted(rules)}`;
  return `${clauses.length} clauses: ${counted(clauses)}${overScenarios}`;
}

/** The report for a terminal: what is not passed, each with its counterexample, then the counts. */
export function formatConformance(report: ConformanceReport, out: Output): string {
  const { tracker, clauses, rules, faults } = report;
  const lines = [printable(`${tracker.name} ${tracker.version} (${tracker.language})`), ''];
  const checks = [...clauses, ...rules];
  for (const check of checks.filter(({ status, known }) => status === 'failed' || known !== null)) {
    const style = check.known === null ? 'red' : 'yellow';
    lines.push(
      `${paint(out, style, wordOf(check).padEnd(11))}  ${check.name}  ${check.sentence}`,
      ...deviationLines(check).map((line) => `             ${line}`),
    );
  }
  for (const status of ['unsupported', 'not-reached'] as const) {
    const names = checks.filter((check) => check.status === status).map(({ name }) => name);
    if (names.length > 0) lines.push(`${paint(out, 'dim', WORDS[status].padEnd(11))}  ${names.join(' ')}`);
  }
  lines.push(...faults.map((fault) => `${paint(out, 'red', 'fault')}  ${printable(fault)}`), summaryOf(report));
  return `${lines.join('\n')}\n`;
}

function deviationLines({ deviation, known }: Check): string[] {
  if (deviation === null) return [];
  const { reason, expected, got, operations, where, details } = deviation;
  const more = operations.length - OPERATIONS_SHOWN;
  return [
    `${reason}${where === null ? '' : ` (${where})`}`,
    `expected  ${expected}`,
    `got       ${got}`,
    ...(known === null ? [] : [`known     ${known.reason}${known.link === undefined ? '' : ` ${known.link}`}`]),
    ...details.map(([label, text]) => `${label.padEnd(9)} ${text}`),
    ...(more > 0 ? [`… ${more} operations before`] : []),
    ...operations.slice(-OPERATIONS_SHOWN),
  ].map(printable);
}

/** The report as a page of Markdown. */
export function markdownOf(report: ConformanceReport): string {
  const { tracker } = report;
  const rows = (checks: readonly Check[]): string[] =>
    checks.map((check) => `| ${check.name} | ${markdownText(check.sentence)} | ${wordOf(check)} | ${check.compared} |`);
  const failures = [...report.clauses, ...report.rules].flatMap((check) =>
    check.deviation === null ? [] : ['', `### ${check.name}`, '', deviationLines(check).map((line) => `    ${line}`)].flat(),
  );
  return [
    `# ${markdownText(`${tracker.name} ${tracker.version}`)}`,
    '',
    summaryOf(report),
    '',
    '| clause | what it says | | replies |',
    '|---|---|---|--:|',
    ...rows(report.clauses),
    '',
    `Over ${report.scenarios.length} scenarios × ${report.seeds.length} seeds:`,
    '',
    '| rule | what it says | | replies |',
    '|---|---|---|--:|',
    ...rows(report.rules),
    ...failures,
    '',
  ].join('\n');
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}
td:last-child{text-align:right}.FAILED{font-weight:bold}.FAILED::before{content:"✗ "}.passed::before{content:"✓ "}pre{overflow:auto;background:#8881;padding:.6rem}`;

/** The report as one page of HTML that needs no network and no script. */
export function htmlOf(report: ConformanceReport): string {
  const title = xmlText(`${report.tracker.name} ${report.tracker.version} (${report.tracker.language})`);
  const row = (check: Check): string => {
    const lines = deviationLines(check);
    const more = lines.length === 0 ? '' : `<pre>${xmlText(lines.join('\n'))}</pre>`;
    const word = wordOf(check);
    return `<tr id="${check.name}"><td>${check.name}</td><td>${xmlText(check.sentence)}${more}</td><td class="${word.split(' ')[0]}">${word}</td><td>${check.compared}</td></tr>`;
  };
  const section = (heading: string, first: string, checks: readonly Check[]): string =>
    `<h2>${heading}</h2><table><thead><tr><th>${first}</th><th>what it says</th><th>result</th><th>replies</th></tr></thead><tbody>${checks.map(row).join('\n')}</tbody></table>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Conformance of ${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1><p>${xmlText(summaryOf(report))}</p>${report.faults.map((fault) => `<p class="FAILED">${xmlText(fault)}</p>`).join('')}
${section('Clauses', 'clause', report.clauses)}
${section(`Rules over ${report.scenarios.length} scenarios × ${report.seeds.length} seeds`, 'rule', report.rules)}
</body></html>
`;
}

const BADGE_HEIGHT = 20;
const CHAR_WIDTH = 6.6;
const BADGE_PADDING = 12;

/** A badge: how many of the clauses are passed, as SVG. */
export function badgeOf({ clauses, faults }: ConformanceReport): string {
  const passed = clauses.filter(({ status }) => status === 'passed').length;
  const texts = ['conformance', `${passed} of ${clauses.length} clauses`];
  const [left, right] = texts.map((text) => Math.round(text.length * CHAR_WIDTH) + BADGE_PADDING);
  const colour = faults.length === 0 ? '#1a7f37' : '#cf222e';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${BADGE_HEIGHT}" role="img" aria-label="${texts.join(': ')}"><rect width="${left}" height="${BADGE_HEIGHT}" fill="#444"/><rect x="${left}" width="${right}" height="${BADGE_HEIGHT}" fill="${colour}"/><g fill="#fff" font-family="Verdana,sans-serif" font-size="11" text-anchor="middle"><text x="${left / 2}" y="14">${texts[0]}</text><text x="${left + right / 2}" y="14">${texts[1]}</text></g></svg>
`;
}

/** Several trackers side by side: a column each, a line for each check that one of them fails, and one for others that came out alike. */
export function formatMatrix(reports: readonly ConformanceReport[]): string[][] {
  const columns = reports.map(({ clauses, rules }) => [...clauses, ...rules]);
  const rows = columns[0].map(({ name }, at) => [name].concat(columns.map((checks) => wordOf(checks[at]))));
  const fails = ([, ...words]: readonly string[]): boolean => words.some((word) => word === 'FAILED' || word === 'known');
  const alike = new Map<string, number>();
  for (const [, ...words] of rows.filter((row) => !fails(row))) alike.set(words.join('\n'), (alike.get(words.join('\n')) ?? 0) + 1);
  return [...rows.filter(fails), ...[...alike].map(([words, count]) => [`${count} others`].concat(words.split('\n')))];
}
