import { paint, type Output } from '../data/command-line/output.ts';
import { showElapsed } from '../data/duration.ts';
import { type FindingReport, findingReport } from '../report/campaign-reports.ts';
import { EXIT, exitWord, type ExitCode } from '../report/exit-code.ts';
import type { Summary } from '../report/github.ts';
import { caseOf, type JUnitSuite } from '../report/junit.ts';
import { formatTable } from '../report/table.ts';
import type { GateResult } from './gate.ts';
import type { StageOutcome } from './stage.ts';

const HEAD = ['stage', 'verdict', 'took', 'had', 'what'];

/** The table at the end: each stage with its verdict, its time, and the time that it had. */
export function formatGate(outcomes: readonly StageOutcome[], out: Output): string {
  return formatTable(
    HEAD,
    rowsOf(outcomes, (exit) => verdictWord(exit, out)),
  );
}

function rowsOf(outcomes: readonly StageOutcome[], word: (exit: ExitCode) => string): string[][] {
  return outcomes.map(({ name, verdict: { exit, note }, elapsedMs, budgetMs }) => [
    name,
    word(exit),
    showElapsed(elapsedMs),
    showElapsed(budgetMs),
    note,
  ]);
}

/** A verdict in a word, and its code where it is not good. */
export function verdictWord(exit: ExitCode, out: Output): string {
  if (exit === EXIT.ok) return paint(out, 'green', 'ok');
  return paint(out, exit === EXIT.inconclusive ? 'yellow' : 'red', codeWord(exit));
}

function codeWord(exit: ExitCode): string {
  return `${exitWord(exit)} (${exit})`;
}

/**
 * A stage as a suite: a case for the stage itself, and one for each check that it names. Names are the same however it went:
 * what is wrong with a check that has a name stands there, everything else with the stage.
 */
export function gateSuite(outcome: StageOutcome, pagePath: string | null = null): JUnitSuite {
  const { name, elapsedMs, verdict } = outcome;
  const cases = verdict.cases ?? [];
  const tests = verdict.reports.flatMap((report) =>
    report.test === undefined ? [] : [caseOf(report.test.classname, report.test.name, [report])],
  );
  const own = reportsOf(outcome).filter(({ test }) => test === undefined);
  const isNamed = cases.some(({ failure }) => failure !== null);
  const rest = isNamed || (own.length === 0 && tests.length > 0) ? [noteOf(outcome)] : own;
  return {
    name,
    timeMs: elapsedMs,
    cases: [caseOf('gate', name, verdict.exit === EXIT.ok ? [] : rest, elapsedMs), ...cases, ...tests],
    pagePath,
  };
}

/** The whole gate for the summary of a step. */
export function gateSummary(outcomes: readonly StageOutcome[], exit: ExitCode, pagePath: string | null = null): Summary {
  return {
    verdict: `npm run verify: ${codeWord(exit)}`,
    head: HEAD,
    rows: rowsOf(outcomes, codeWord),
    reports: outcomes.flatMap(reportsOf),
    pagePath,
  };
}

/** What is wrong with a stage. One that failed without a reason of its own has its note for one. */
export function reportsOf({ name, line, verdict }: StageOutcome): readonly FindingReport[] {
  if (verdict.exit === EXIT.ok || verdict.reports.length > 0) return verdict.reports;
  return [noteOf({ name, line, verdict })];
}

/** A stage that failed, by its note. */
function noteOf({ name, line, verdict }: Pick<StageOutcome, 'name' | 'line' | 'verdict'>): FindingReport {
  return findingReport({ signature: `gate/${name}`, sentence: `${name}: ${verdict.note}`, line: line === '' ? null : line });
}

/** Stages that were skipped, as tests that were. */
export function skippedSuites(skipped: readonly string[]): JUnitSuite[] {
  const why = 'it asks a tracker from elsewhere nothing';
  return skipped.map((name) => ({ name, timeMs: null, cases: [{ classname: 'gate', name, timeMs: null, failure: null, skipped: why }] }));
}

/** The whole gate for programs. A stage is a part there, as it was first called. */
export function jsonGate({ outcomes, exit, passed, failed, freshSeed }: GateResult): object {
  return {
    exit,
    passed,
    failed,
    freshSeed,
    parts: outcomes.map(({ name, line, elapsedMs, budgetMs, verdict }) => ({
      name,
      line,
      elapsedMs: Math.round(elapsedMs),
      budgetMs: Math.round(budgetMs),
      exit: verdict.exit,
      note: verdict.note,
      passed: verdict.passed,
      failed: verdict.failed,
      reports: verdict.reports,
    })),
  };
}
