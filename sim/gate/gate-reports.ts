import { EXIT, exitWord, type ExitCode } from '../report/exit-code.ts';
import { failureCase, type JUnitSuite } from '../report/junit.ts';
import type { FindingReport } from '../report/campaign-reports.ts';
import type { Summary } from '../report/github.ts';
import { seconds } from './gate-table.ts';
import type { PartOutcome } from './stage.ts';

/** A part as a suite: what passed in it, and each report. A part that names no checks is one case. */
export function gateSuite(outcome: PartOutcome): JUnitSuite {
  const { name, elapsedMs, verdict } = outcome;
  const good = verdict.exit === EXIT.ok ? [{ classname: 'gate', name, timeMs: elapsedMs, failure: null }] : [];
  return { name, timeMs: elapsedMs, cases: [...good, ...(verdict.cases ?? []), ...reportsOf(outcome).map(failureCase)] };
}

/** The whole gate for the summary of a step. */
export function gateSummary(outcomes: readonly PartOutcome[], exit: ExitCode): Summary {
  return {
    verdict: `npm run verify: ${exitWord(exit)} (${exit})`,
    head: ['part', 'verdict', 'took', 'had', 'what'],
    rows: outcomes.map(({ name, verdict, elapsedMs, budgetMs }) => [
      name,
      `${exitWord(verdict.exit)} (${verdict.exit})`,
      seconds(elapsedMs),
      seconds(budgetMs),
      verdict.note,
    ]),
    reports: outcomes.flatMap(reportsOf),
  };
}

/** What is wrong with a part. One that failed without a reason of its own has its note for one. */
function reportsOf({ name, line, verdict }: PartOutcome): readonly FindingReport[] {
  if (verdict.exit === EXIT.ok || verdict.reports.length > 0) return verdict.reports;
  return [
    { signature: `gate/${name}`, sentence: `${name}: ${verdict.note}`, details: [], count: 1, file: null, line: line === '' ? null : line },
  ];
}
