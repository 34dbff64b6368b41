import { formatOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { CONFORMANCE_RULES, type ConformanceRule } from '../oracle/conformance-rules.ts';
import { signatureOf, type Finding, type Violation } from '../oracle/finding.ts';
import { shrink } from '../findings/shrink/shrink.ts';
import { Follower, LOCK_STEP, WINDOW } from '../run/follower.ts';
import { Run } from '../run/run.ts';
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

/** What is known of a tracker when all was asked. Equal for equal trackers. */
export interface ConformanceReport {
  readonly tracker: { readonly name: string; readonly language: string; readonly version: string };
  readonly clauses: readonly Check[];
  readonly rules: readonly Check[];
  readonly scenarios: readonly string[];
  readonly seeds: readonly string[];
  /** Clauses and runs of scenarios that were not asked; 0 where it went to its end. */
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
  /** Told what is asked next; where it says no, the rest is left. Default all is asked. */
  readonly goesOn?: (next: string) => Promise<boolean>;
}

/** See {@link ConformOptions.shrinkRuns}. */
const SHRINK_RUNS = 500;

/** Every name that a check can have. */
export const CHECK_NAMES: readonly string[] = [...CLAUSES.map(({ id }) => id), ...Object.keys(CONFORMANCE_RULES)];

/** Asks a tracker every clause, and has it follow scenarios under seeds. */
export async function conform(connection: TrackerConnection, options: ConformOptions): Promise<ConformanceReport> {
  const { scenarios, seeds, known, today, goesOn = always, shrinkRuns = SHRINK_RUNS } = options;
  const asked = options.clauses ?? CLAUSES;
  const clauses: Check[] = [];
  for (const clause of asked) {
    if (!(await goesOn(`clause ${clause.id}`))) break;
    clauses.push(withKnown(askClause(connection, clause, shrinkRuns), known));
  }
  const isCut = clauses.length < asked.length;
  const runs = scenarios.length * seeds.length;
  const { checks, left } = seeds.length === 0 || isCut ? { checks: [], left: runs } : await askScenarios(connection, options);
  const rules = checks.map((check) => withKnown(check, known));
  // What was left may have failed as expected.
  const told = left === 0 ? rules : rules.filter(({ deviation }) => deviation !== null);
  const { name, language, version } = connection.hello;
  return {
    tracker: { name, language, version },
    clauses,
    rules,
    scenarios: scenarios.map((scenario) => scenario.name),
    seeds,
    left: asked.length - clauses.length + left,
    faults: [...clauses, ...told].flatMap(faultOf).concat(outOfDate(known, today)),
  };
}

const always = async (): Promise<boolean> => true;

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

/** The rules, and how many runs are left. */
async function askScenarios(
  connection: TrackerConnection,
  { scenarios, seeds, goesOn = always, shrinkRuns = SHRINK_RUNS }: ConformOptions,
): Promise<{ readonly checks: Check[]; readonly left: number }> {
  const compared = new Map<string, number>();
  const skipped = new Set<string>();
  const failed = new Map<string, Deviation>();
  let left = scenarios.length * seeds.length;
  asking: for (const scenario of scenarios) {
    for (const seed of seeds) {
      if (!(await goesOn(`${scenario.name} ${seed}`))) break asking;
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
  const checks = Object.entries(CONFORMANCE_RULES).map(([name, sentence]): Check => {
    const deviation = failed.get(name) ?? null;
    const count = compared.get(name) ?? 0;
    const lacking = [name, name.replace(/^(take|get)-/, '$1 ').replaceAll('-', '_')].find((what) => skipped.has(what));
    const isAsked = count > 0 || isOfReplies(name);
    const status = deviation !== null ? 'failed' : isAsked ? 'passed' : lacking === undefined ? 'not-reached' : 'unsupported';
    return { name, sentence, status, compared: count, lacking: status === 'unsupported' ? [lacking ?? name] : [], deviation, known: null };
  });
  return { checks, left };
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
