import { formatOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { CONFORMANCE_RULES, type ConformanceRule } from '../oracle/conformance-rules.ts';
import { signatureOf, type Finding, type Violation } from '../oracle/finding.ts';
import { shrink } from '../findings/shrink/shrink.ts';
import { Follower, LOCK_STEP, WINDOW } from '../run/follower.ts';
import { Run } from '../run/run.ts';
import type { Hello } from '../subject/foreign/hello.ts';
import { FAULTS, type TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';
import { SeededRun } from '../world/seeded-run.ts';
import { CLAUSES } from './clauses/index.ts';
import type { Clause } from './clauses/clause.ts';
import type { KnownDeviation } from './known-deviations.ts';
import { opsOf } from '../data/trace/parse-trace.ts';

/** What came of a check. `unsupported`: the tracker says that it does not do this; `not-reached`: nothing asked it. */
export type CheckStatus = 'passed' | 'failed' | 'unsupported' | 'not-reached';

/** How a tracker fails a check. */
export interface Deviation extends Required<Omit<Violation, 'judge'>> {
  /** The fewest operations that were found to show it, as lines of a trace; a trace in words of a world where one was found in it. */
  readonly operations: readonly string[];
  /** Where it was found: a scenario and a seed; null for the operations of a clause. */
  readonly where: string | null;
}

/** One line of a report: a clause, shown by its own operations, or a rule that scenarios ask for. */
export interface Check {
  /** Number of the clause, or name of the rule. */
  readonly name: string;
  readonly sentence: string;
  readonly status: CheckStatus;
  /** Replies that were compared. */
  readonly compared: number;
  /** What it needs and the tracker does not do, such as `take evictions`; empty unless it is unsupported. */
  readonly lacking: readonly string[];
  readonly deviation: Deviation | null;
  /** The entry that expects the failure. */
  readonly known: KnownDeviation | null;
}

/** What is known of a tracker when all was asked, or so far. Equal for equal trackers. */
export interface ConformanceReport {
  readonly tracker: { readonly name: string; readonly language: string; readonly version: string };
  readonly clauses: readonly Check[];
  readonly rules: readonly Check[];
  readonly scenarios: readonly string[];
  readonly seeds: readonly string[];
  /** Clauses and runs of scenarios that were not asked to their end; 0 where all were. */
  readonly left: number;
  /** What is wrong: failures that are not known, and known ones that did not fail, failed otherwise, or are out of date. */
  readonly faults: readonly string[];
}

/** What to ask. */
export interface ConformOptions {
  readonly scenarios: readonly Scenario[];
  readonly seeds: readonly string[];
  readonly known: readonly KnownDeviation[];
  /** Today, such as 2026-11-27. */
  readonly today: string;
  /** Which clauses; default all. */
  readonly clauses?: readonly Clause[];
  /** Runs that the search for a shorter counterexample makes at most; default {@link SHRINK_RUNS}. It is bounded in runs, so that it is the same everywhere. */
  readonly shrinkRuns?: number;
  /** Told what is asked next, and what makes the report of all that was asked before. */
  readonly onNext?: (next: string, soFar: () => ConformanceReport) => void;
}

/** See {@link ConformOptions.shrinkRuns}. */
const SHRINK_RUNS = 500;

/** Every name that a check can have. */
export const CHECK_NAMES: readonly string[] = [...CLAUSES.map(({ id }) => id), ...Object.keys(CONFORMANCE_RULES)];

/** What scenarios have shown of the rules, and how many of their runs are left. */
interface ScenarioChecks {
  readonly checks: readonly Check[];
  readonly left: number;
}

/** Asks a tracker every clause, and has it follow scenarios under seeds. */
export function conform(connection: TrackerConnection, options: ConformOptions): ConformanceReport {
  const { seeds, known, onNext = () => {}, shrinkRuns = SHRINK_RUNS } = options;
  const clauses: Check[] = [];
  for (const clause of options.clauses ?? CLAUSES) {
    onNext(`clause ${clause.id}`, () => reportOf(connection.hello, options, clauses));
    clauses.push(withKnown(askClause(connection, clause, shrinkRuns), known));
  }
  if (seeds.length === 0) return reportOf(connection.hello, options, clauses);
  const ofScenarios = askScenarios(connection, options, (next, soFar) =>
    onNext(next, () => reportOf(connection.hello, options, clauses, soFar())),
  );
  return reportOf(connection.hello, options, clauses, ofScenarios);
}

/** The report on a tracker that was not asked anything. */
export function reportBefore({ hello }: TrackerConnection, options: ConformOptions): ConformanceReport {
  return reportOf(hello, options, []);
}

function reportOf(hello: Hello, options: ConformOptions, clauses: readonly Check[], ofScenarios?: ScenarioChecks): ConformanceReport {
  const { scenarios, seeds, known, today, clauses: asked = CLAUSES } = options;
  const { checks, left } = ofScenarios ?? { checks: [], left: scenarios.length * seeds.length };
  const rules = checks.map((check) => withKnown(check, known));
  // What was left may have failed as expected.
  const told = left === 0 ? rules : rules.filter(({ deviation }) => deviation !== null);
  const { name, language, version } = hello;
  return {
    tracker: { name, language, version },
    clauses: [...clauses],
    rules,
    scenarios: scenarios.map((scenario) => scenario.name),
    seeds,
    left: asked.length - clauses.length + left,
    faults: [...clauses, ...told].flatMap(faultOf).concat(outOfDate(known, today)),
  };
}

function askClause(connection: TrackerConnection, { id, sentence, ops }: Clause, shrinkRuns: number): Check {
  const follower = new Follower(connection, WINDOW);
  const finding = carryOut(ops, follower);
  const { compared, skipped } = follower.counts;
  const asked = compared + Object.values(skipped).reduce((sum, count) => sum + count, 0);
  const deviation = finding === null ? null : deviationOf(connection, ops, finding, { where: null, shrinkRuns });
  const isUnsupported = finding === null && (compared === 0 || compared < asked);
  return {
    name: id,
    sentence,
    status: finding !== null ? 'failed' : isUnsupported ? 'unsupported' : 'passed',
    compared,
    lacking: isUnsupported ? Object.keys(skipped) : [],
    deviation,
    known: null,
  };
}

/** Carries out operations on a fresh run. The finding of the run's own oracle, or that of the tracker that follows. */
function carryOut(ops: readonly Op[], follower: Follower): Finding | null {
  const run = new Run({ check: 'cheap', follower });
  for (const op of ops) if (run.step(op) !== null) return run.finding;
  return run.finish();
}

function askScenarios(
  connection: TrackerConnection,
  { scenarios, seeds, shrinkRuns = SHRINK_RUNS }: ConformOptions,
  onNext: (next: string, soFar: () => ScenarioChecks) => void,
): ScenarioChecks {
  const compared = new Map<string, number>();
  const skipped = new Set<string>();
  const failed = new Map<string, Deviation>();
  let left = scenarios.length * seeds.length;
  const soFar = (): ScenarioChecks => ({ checks: rulesAfter(compared, skipped, failed), left });
  for (const scenario of scenarios) {
    for (const seed of seeds) {
      onNext(`${scenario.name} ${seed}`, soFar);
      left--;
      const follower = new Follower(connection, WINDOW, (rule) => compared.set(rule, (compared.get(rule) ?? 0) + 1));
      const { finding } = new SeededRun(scenario, seed, { follower }).result();
      for (const what of Object.keys(follower.counts.skipped)) skipped.add(what);
      // The first run that shows a rule broken is shrunk; the others would show the same.
      if (finding === null || failed.has(finding.rule)) continue;
      const ops = operationsOf(scenario, seed, finding.step + 1, connection);
      failed.set(finding.rule, deviationOf(connection, ops, finding, { where: `${scenario.name} seed ${seed}`, shrinkRuns }));
    }
  }
  return soFar();
}

/** The rules, by how often replies were compared by them, what was skipped, and what failed. */
function rulesAfter(
  compared: ReadonlyMap<string, number>,
  skipped: ReadonlySet<string>,
  failed: ReadonlyMap<string, Deviation>,
): readonly Check[] {
  return Object.entries(CONFORMANCE_RULES).map(([name, sentence]): Check => {
    const deviation = failed.get(name) ?? null;
    const count = compared.get(name) ?? 0;
    const lacking = [name, name.replace(/^(take|get)-/, '$1 ').replaceAll('-', '_')].find((what) => skipped.has(what));
    const isAsked = count > 0 || isOfReplies(name);
    const status = deviation !== null ? 'failed' : isAsked ? 'passed' : lacking === undefined ? 'not-reached' : 'unsupported';
    return { name, sentence, status, compared: count, lacking: status === 'unsupported' ? [lacking ?? name] : [], deviation, known: null };
  });
}

/** The first operations of a run, as a tracker with these options is asked them. */
function operationsOf(scenario: Scenario, seed: string, stepsMax: number, connection: TrackerConnection): readonly Op[] {
  const ops: Op[] = [];
  const follower = new Follower(connection, WINDOW);
  // An operation is valid until the next one is made.
  new SeededRun(scenario, seed, { follower, stepsMax, onOp: (op) => ops.push(structuredClone(op)) }).result();
  return ops;
}

/** Whether a rule is about how replies come at all: every reply asks it. */
function isOfReplies(name: string): boolean {
  const ofReplies: readonly ConformanceRule[] = [...FAULTS, 'takes-lawful-requests', 'reply-in-form', 'same-in-a-fresh-tracker'];
  return (ofReplies as readonly string[]).includes(name);
}

function deviationOf(
  connection: TrackerConnection,
  ops: readonly Op[],
  finding: Finding,
  { where, shrinkRuns }: { readonly where: string | null; readonly shrinkRuns: number },
): Deviation {
  const { rule, expected, got, details = [] } = finding;
  connection.restart();
  const { best } = shrink(
    ops.slice(0, finding.step + 1).map((op) => ({ op })),
    { tracker: connection, signature: signatureOf(finding), runsMax: shrinkRuns },
  );
  connection.restart();
  const alone = best === null ? null : carryOut(opsOf(best), new Follower(connection, LOCK_STEP));
  if (best === null || alone === null) {
    const note = 'it was so after other runs; a fresh tracker replies as it should, or differently each time';
    return { rule, reason: note, expected, got, operations: ops.slice(0, finding.step + 1).map(formatOp), where, details };
  }
  const { reason: why, expected: right, got: wrong, details: more = [] } = alone;
  return { rule, reason: why, expected: right, got: wrong, operations: best.steps.map(({ op }) => formatOp(op)), where, details: more };
}

function withKnown(check: Check, known: readonly KnownDeviation[]): Check {
  return { ...check, known: known.find((each) => each.check === check.name) ?? null };
}

/** What is wrong where a check fails that nothing expects to. */
export function unknownFault(name: string): string {
  return `${name} fails, and is not among the known deviations`;
}

function faultOf({ name, status, deviation, known }: Check): string[] {
  if (known === null) return status === 'failed' ? [unknownFault(name)] : [];
  if (deviation === null) return [`${name} is a known deviation, and did not fail: ${status}`];
  return known.got === undefined || known.got === deviation.got
    ? []
    : [`${name} fails otherwise than is known: expected ${known.got}, got ${deviation.got}`];
}

function outOfDate(known: readonly KnownDeviation[], today: string): string[] {
  return known.flatMap(({ check, until }) =>
    until !== undefined && until < today ? [`${check} was expected to fail until ${until} only`] : [],
  );
}
