import { paint, type Output } from '../data/command-line/output.ts';
import { htmlPage, shown, shownLines } from '../data/page/frame.ts';
import { htmlTable, number, optional } from '../data/page/table.ts';
import { markdownText } from '../data/quoting/markdown.ts';
import { printable } from '../data/quoting/printable.ts';
import { countOf } from '../data/count.ts';
import { titleOf } from '../subject/foreign/hello.ts';
import { unknownFault, type Check, type CheckStatus, type ConformanceReport } from './conform.ts';
import { terminalLines } from '../data/wrap-words.ts';
import { grouped } from '../data/grouped.ts';

const WORDS: Readonly<Record<CheckStatus, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  unsupported: 'unsupported',
  'not-reached': 'not reached',
};

const OPERATIONS_SHOWN = 12;
/** A word at the beginning of a line, and the blanks behind it. */
const WORD_COLUMNS = 13;

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
function summaryOf(report: ConformanceReport): string {
  const { clauses, rules, left } = report;
  return [
    ...(clauses.length === 0 ? [] : [`${countOf(clauses.length, 'clause')}: ${counted(clauses)}`]),
    ...(rules.length === 0 ? [] : [`${countOf(rules.length, 'rule')} over scenarios: ${counted(rules)}`]),
    ...(left === 0 ? [] : [`interrupted: ${leftOf(report)} not asked to the end`]),
  ].join(' · ');
}

/** What is left, with its verb. Scenarios come after all clauses: while a clause is left, so are all their runs. */
function leftOf({ rules, left, scenarios, seeds }: ConformanceReport): string {
  const runs = rules.length > 0 ? left : scenarios.length * seeds.length;
  const parts = [
    ...(left === runs ? [] : [countOf(left - runs, 'clause')]),
    ...(runs === 0 ? [] : [countOf(runs, 'run of a scenario', 'runs of scenarios')]),
  ];
  return `${parts.join(' and ')} ${left === 1 ? 'was' : 'were'}`;
}

/** The report for a terminal: what is not passed, each with its counterexample, then the counts. */
export function formatConformance(report: ConformanceReport, out: Output): string {
  const { tracker, clauses, rules } = report;
  const lines = [printable(`${titleOf(tracker)} (${tracker.language})`), ''];
  const checks = [...clauses, ...rules];
  for (const group of ofSameCause(checks.filter(({ status, known }) => status === 'failed' || known !== null))) {
    const [check] = group;
    const style = check.known === null ? 'red' : 'yellow';
    // What stands in a clause is not what its shortest counterexample shows, where others have the same.
    const what =
      group.length === 1
        ? check.sentence
        : `${group
            .slice(1)
            .map(({ name }) => name)
            .join(' ')}  all with the same operations:`;
    lines.push(
      `${paint(out, style, wordOf(check).padEnd(11))}  ${check.name}${group.length === 1 ? '  ' : ' '}${what}`,
      ...deviationLines(check).map((line) => `             ${line}`),
    );
  }
  for (const status of ['unsupported', 'not-reached'] as const) {
    const those = checks.filter((check) => check.status === status);
    if (those.length > 0)
      lines.push(
        `${paint(out, 'dim', WORDS[status].padEnd(11))}  ${terminalLines(those.map(({ name }) => name).join(' '), out, WORD_COLUMNS)}`,
      );
    const lacking = new Set(those.flatMap((check) => check.lacking));
    if (lacking.size > 0)
      lines.push(`${' '.repeat(WORD_COLUMNS)}${terminalLines(`it does not do: ${[...lacking].join(', ')}`, out, WORD_COLUMNS)}`);
  }
  lines.push(
    ...toldFaults(report).map((fault) => `${paint(out, 'red', 'fault')}  ${printable(fault)}`),
    terminalLines(summaryOf(report), out),
  );
  return `${lines.join('\n')}\n`;
}

/** What a report tells of a check beside its counterexample: its word, and what an unsupported one needs. */
function resultOf(check: Check): string {
  return check.lacking.length === 0 ? wordOf(check) : `${wordOf(check)}: ${check.lacking.join(', ')}`;
}

/** Checks that fail with the same operations and replies, together, in the order of the first of each. Those that are known stand alone. */
function ofSameCause(checks: readonly Check[]): Check[][] {
  return grouped(checks, ({ deviation, known, name }) =>
    deviation === null || known !== null ? name : [...deviation.operations, deviation.expected, deviation.got].join('\n'),
  );
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
    ...(more > 0 ? [`… ${countOf(more, 'operation')} before`] : []),
    ...operations.slice(-OPERATIONS_SHOWN),
  ].map(printable);
}

/** The faults that are told beside the failures: where nothing is known, these stand for themselves. */
function toldFaults({ clauses, rules, faults }: ConformanceReport): readonly string[] {
  const checks = [...clauses, ...rules];
  if (checks.some(({ known }) => known !== null)) return faults;
  return faults.filter((fault) => !checks.some(({ name }) => fault === unknownFault(name)));
}

/** See {@link ofSameCause}, of all checks that failed. */
function failuresOf({ clauses, rules }: ConformanceReport): Check[][] {
  return ofSameCause([...clauses, ...rules].filter(({ deviation }) => deviation !== null));
}

/** The report as a page of Markdown. */
export function markdownOf(report: ConformanceReport): string {
  const { tracker } = report;
  const rows = (checks: readonly Check[]): string[] =>
    checks.map((check) => `| ${check.name} | ${markdownText(check.sentence)} | ${markdownText(resultOf(check))} | ${check.compared} |`);
  const failures = failuresOf(report).flatMap((group) =>
    ['', `### ${group.map(({ name }) => name).join(', ')}`, ''].concat(deviationLines(group[0]).map((line) => `    ${line}`)),
  );
  return [
    `# ${markdownText(titleOf(tracker))}`,
    '',
    summaryOf(report),
    '',
    '| clause | what it says | | replies |',
    '|---|---|---|--:|',
    ...rows(report.clauses),
    '',
    `Over ${countOf(report.scenarios.length, 'scenario')} × ${countOf(report.seeds.length, 'seed')}:`,
    '',
    '| rule | what it says | | replies |',
    '|---|---|---|--:|',
    ...rows(report.rules),
    ...failures,
    '',
  ].join('\n');
}

const MARKS: Readonly<Record<string, string>> = { passed: 'is-ok', FAILED: 'is-bad', known: 'is-warn' };

/** The report as one page of HTML that needs no network and no script. */
export function htmlOf(report: ConformanceReport): string {
  const { tracker, clauses, rules, scenarios, seeds } = report;
  const title = `${titleOf(tracker)} (${tracker.language})`;
  const leaders = new Map(failuresOf(report).flatMap((group) => group.map(({ name }) => [name, group[0].name])));
  const row = (check: Check): string[] => {
    const leader = leaders.get(check.name) ?? check.name;
    const lines = deviationLines(check);
    const same = `<p>with the same operations as <a href="#${leader}">${leader}</a></p>`;
    const more = lines.length === 0 ? '' : leader === check.name ? `<pre>${shownLines(lines)}</pre>` : same;
    const name = `<span id="${check.name}">${check.name}</span>`;
    const result = `<span class="${MARKS[wordOf(check)] ?? 'dim'}">${shown(resultOf(check))}</span>`;
    return [name, shown(check.sentence) + more, result, String(check.compared)];
  };
  const section = (heading: string, first: string, checks: readonly Check[]): string =>
    `<h2>${heading}</h2>${htmlTable([first, 'what it says', 'result', optional(number('replies'))], checks.map(row))}`;
  const body = [
    `<h1>${shown(title)}</h1><p>${shown(summaryOf(report))}</p>`,
    ...toldFaults(report).map((fault) => `<p class="is-bad">${shown(fault)}</p>`),
    section('Clauses', 'clause', clauses),
    section(`Rules over ${countOf(scenarios.length, 'scenario')} × ${countOf(seeds.length, 'seed')}`, 'rule', rules),
  ];
  return htmlPage({ title: `Conformance of ${title}`, body: `<main>${body.join('\n')}</main>` });
}

const BADGE_HEIGHT = 20;
const CHAR_WIDTH = 6.6;
const BADGE_PADDING = 12;

/** A badge: how many of the clauses are passed, as SVG. */
export function badgeOf({ clauses, faults }: ConformanceReport): string {
  const passed = clauses.filter(({ status }) => status === 'passed').length;
  const texts = ['conformance', `${passed} of ${countOf(clauses.length, 'clause')}`];
  const [left, right] = texts.map((text) => Math.round(text.length * CHAR_WIDTH) + BADGE_PADDING);
  const colour = faults.length === 0 ? '#1a7f37' : '#cf222e';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${BADGE_HEIGHT}" role="img" aria-label="${texts.join(': ')}"><rect width="${left}" height="${BADGE_HEIGHT}" fill="#444"/><rect x="${left}" width="${right}" height="${BADGE_HEIGHT}" fill="${colour}"/><g fill="#fff" font-family="Verdana,sans-serif" font-size="11" text-anchor="middle"><text x="${left / 2}" y="14">${texts[0]}</text><text x="${left + right / 2}" y="14">${texts[1]}</text></g></svg>
`;
}

/** Several trackers side by side: a column each, a line for each check that one of them fails, and one for others that came out alike. */
export function formatMatrix(reports: readonly ConformanceReport[]): string[][] {
  const columns = reports.map(({ clauses, rules }) => [...clauses, ...rules]);
  const shownWord = (check: Check | undefined): string => (check === undefined ? 'not asked' : wordOf(check));
  const rows = columns[0].map(({ name }, at) => [name].concat(columns.map((checks) => shownWord(checks[at]))));
  const fails = ([, ...words]: readonly string[]): boolean => words.some((word) => word === 'FAILED' || word === 'known');
  const alike = new Map<string, number>();
  for (const [, ...words] of rows.filter((row) => !fails(row))) alike.set(words.join('\n'), (alike.get(words.join('\n')) ?? 0) + 1);
  return [...rows.filter(fails), ...[...alike].map(([words, times]) => [countOf(times, 'other')].concat(words.split('\n')))];
}
