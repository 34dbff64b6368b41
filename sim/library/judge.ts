import type { ExpectedOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { parseTrace, type Trace } from '../data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../data/trace/trace-header.ts';
import { form, FUNCTION, listOf, oneOf, optional, orNull, whole, type Fields } from '../data/value-form.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import type { ReplayResult } from '../findings/replay/replay-trace.ts';
import { shrink, SHRINK_RUNS } from '../findings/shrink/shrink.ts';
import { headerFinding, type Finding } from '../oracle/finding.ts';
import { missingRule, withCustomRules, type CustomGoal, type CustomRule } from '../oracle/custom-rules.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import { CHECK_LEVELS, type CheckLevel } from '../oracle/oracle.ts';
import { followerOf } from '../run/follower.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import { GOAL, RULE } from '../world/custom-forms.ts';
import { checkOptions } from './caller-options.ts';
import { present } from '../data/present.ts';

/** By what a run is judged. */
export interface JudgeOptions {
  /** Rules beside ours; default none. */
  readonly rules?: readonly CustomRule[] | undefined;
  /** Goals beside ours; default none. */
  readonly goals?: readonly CustomGoal[] | undefined;
  /** A tracker of your own that follows: see {@link openTracker}. Default none: ours is what is judged. */
  readonly tracker?: TrackerConnection | null | undefined;
  /** How often whole tables are looked at. */
  readonly check?: CheckLevel | undefined;
}

const CONNECTION = form('what openTracker() gives', (value) => typeof (value as { submit?: unknown } | null)?.submit === 'function');

/** What {@link JudgeOptions} must be. */
export const JUDGE_FIELDS: Fields<JudgeOptions> = {
  rules: optional(listOf(RULE)),
  goals: optional(listOf(GOAL)),
  tracker: optional(orNull(CONNECTION)),
  check: optional(oneOf(CHECK_LEVELS)),
};

/** What came of a run. */
export interface Judgement {
  /** The first rule that did not hold; null if all did. */
  readonly finding: Finding | null;
  /** Operations carried out. */
  readonly steps: number;
  /** 16 hex digits over all operations, replies and states. */
  readonly digest: string;
  /** Names of the goals that it reached, custom ones last. */
  readonly goals: readonly string[];
}

/** A trace of operations, as they are or with the replies that they must get. */
export function traceOf(operations: readonly (Op | ExpectedOp)[]): Trace {
  const steps = operations.map((each, at) => ({
    op: typeof each.op === 'string' ? each : each.op,
    expect: typeof each.op === 'string' ? undefined : each.expect,
    line: at + 1,
  }));
  return { header: EMPTY_TRACE_HEADER, steps };
}

/** A trace from its lines. Throws a RangeError that says which line is wrong, and why. */
export function traceOfLines(lines: readonly string[]): Trace {
  const trace = parseTrace(lines.join('\n'), 'lines');
  if (isRefusal(trace)) throw new RangeError(`Cannot replay: ${trace.refused}`);
  return trace;
}

/**
 * Carries operations out, and judges each step: on our tracker, or on yours beside it. Whole tables are looked at after every step unless
 * told otherwise. Throws a RangeError for an operation that needs another before it. O(operations × capacity).
 */
export function judge(operations: readonly (Op | ExpectedOp)[], options: JudgeOptions = {}): Judgement {
  return replay(traceOf(operations), options);
}

/**
 * Replays a trace from its operations alone; where looking at whole tables after every step finds something else than its header names,
 * also as a campaign does. Throws a RangeError for an operation out of place, and for a trace whose rule is not among `rules`.
 */
export function replay(trace: Trace, options: JudgeOptions = {}): Judgement {
  checkOptions('replay', JUDGE_FIELDS, options);
  return judging(options, () => {
    const { run } = replayed(trace, options);
    return {
      finding: run.finding,
      steps: run.steps,
      digest: run.digest,
      goals: [...GOAL_NAMES.filter((_, number) => run.goalCounts[number] > 0), ...(run.customGoals ?? [])],
    };
  });
}

/**
 * Replays a trace given as its lines. The finding, or null. What a test that `emit` wrote calls. Throws as {@link replay}.
 */
export function replayLines(lines: readonly string[], options: JudgeOptions = {}): Finding | null {
  return replay(traceOfLines(lines), options).finding;
}

/** How long a search for a smaller trace goes on. */
export interface ShrinkOptions extends JudgeOptions {
  /** Runs at most, from 1; default 3000. */
  readonly runsMax?: number;
  /** Asked between runs; true ends the search with the best so far. */
  readonly shouldStop?: () => boolean;
}

const SHRINK_FIELDS: Fields<ShrinkOptions> = { ...JUDGE_FIELDS, runsMax: optional(whole(1)), shouldStop: optional(FUNCTION) };

/** A trace that was made small. */
export interface Shrunk {
  /** It fails in the same way; its header names the finding. */
  readonly trace: Trace;
  /** The finding of the shortened trace: the same judge, rule and kind of operation. */
  readonly finding: Finding;
  /** Operations before. */
  readonly before: number;
  /** Runs that it took. */
  readonly runs: number;
}

/**
 * Makes a failing trace small: the same judge, rule and kind of operation with as little else as possible. The same trace gives the same
 * result. Throws a RangeError for a trace that does not fail, or not in the same way each time.
 */
export function shrinkTrace(trace: Trace, given: ShrinkOptions = {}): Shrunk {
  checkOptions('shrink', SHRINK_FIELDS, given);
  const { runsMax = SHRINK_RUNS, shouldStop, ...options } = given;
  return judging(options, () => {
    const { finding } = replayed(trace, options).run;
    const signature = finding === null ? null : `${finding.judge}/${finding.rule}/${finding.op}`;
    const steps = trace.steps.map(({ op, expect }) => ({ op, expect }));
    const { best, before, runs, reason } = shrink(steps, {
      runsMax,
      tracker: options.tracker ?? null,
      ...present({ shouldStop, signature }),
    });
    if (best === null) throw new RangeError(`Cannot shrink: ${reason}`);
    const small = traceOf(best.steps.map(({ op, expect }) => (expect === undefined ? op : { op, expect })));
    const header = { ...trace.header, finding: headerFinding(best.finding), digest: best.digest };
    return { trace: { ...small, header }, finding: best.finding, before, runs };
  });
}

/** Those of a caller's options that say by what a run is judged. */
export function judgeOptions({ rules, goals, tracker, check }: JudgeOptions): JudgeOptions {
  return { rules, goals, tracker, check };
}

/** Does something with the rules of a caller in force, and his tracker fresh before and after. */
export function judging<T>({ rules, goals, tracker = null }: JudgeOptions, work: () => T): T {
  tracker?.restart();
  try {
    return withCustomRules(present({ rules, goals }), work);
  } finally {
    tracker?.restart();
  }
}

function replayed(trace: Trace, { tracker = null, check }: JudgeOptions): ReplayResult {
  const missing = missingRule(trace.header.finding);
  if (missing !== null) throw new RangeError(`Cannot replay: ${missing}`);
  const result = replayAsFound(trace, { ...present({ check }), follower: followerOf(tracker) });
  if (result.misplaced !== null) throw new RangeError(`Cannot replay: line ${result.misplaced.line}: ${result.misplaced.reason}`);
  return result;
}
