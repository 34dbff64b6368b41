import { formatOp } from '../../data/ops/op-format.ts';
import type { Op } from '../../data/ops/op.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import type { Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import { findingOf, hangFor } from '../../process/abnormal-exit.ts';
import { withinTime } from '../../process/time-limit.ts';
import { Run, type RunOptions } from '../../run/run.ts';
import { Replay } from './replay.ts';

/** How to replay. */
export interface ReplayOptions extends RunOptions {
  /** Operations to carry out at most; default all. */
  readonly until?: number;
  /** Operations to remember with their replies, for people. Default 0. */
  readonly remember?: number;
  /** Called after each operation that was carried out, `step` counted from 0; it changes nothing. */
  readonly after?: (run: Run, step: number) => void;
  /** Time without an end after which an operation hangs, milliseconds; default 10,000. */
  readonly hangMs?: number | undefined;
}

/** An operation with its reply, as lines of JSON; in place of a reply, a sentence where the production code threw. */
export interface RememberedOp {
  readonly step: number;
  readonly op: string;
  readonly reply: string;
}

/** What came of a replay. */
export interface ReplayResult {
  readonly run: Run;
  readonly finding: Finding | null;
  readonly lastOps: readonly RememberedOp[];
  /** Why the trace cannot be run, and on which line; null if it can. */
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
}

/** The level at which traces are replayed by default. */
const REPLAY_CHECK: CheckLevel = 'full';

/** Time in which {@link SLICE} operations must come to their end, milliseconds: a thousand times what the slowest of them take. */
const HANG_MS = 10_000;
const SLICE = 4096;

/**
 * Replays a trace from its operations alone, comparing each reply with what the trace expects. An operation without an end is a
 * finding, too. O(trace).
 */
export function replayTrace(trace: Trace, options: ReplayOptions = {}): ReplayResult {
  const { hangMs = HANG_MS } = options;
  const run = new Run({ check: REPLAY_CHECK, ...options });
  const steps = stepTrace(trace, run, options);
  let last: Op = { op: 'len' };
  const slice = (): ReplayResult | null => {
    for (let i = 0; i < SLICE; i++) {
      const { done, value } = steps.next();
      if (done === true) return value;
      last = value;
    }
    return null;
  };
  for (;;) {
    const ended = withinTime(slice, hangMs);
    if (ended === null) return { run, finding: hangAt(run, last, hangMs), lastOps: [], misplaced: null };
    if (ended.value !== null) return ended.value;
  }
}

/** The finding that an operation did not come to its end. */
function hangAt(run: Run, op: Op, hangMs: number): Finding {
  const line = formatOp(op);
  const { rule, got } = hangFor(hangMs);
  return { ...findingOf({ rule, got: `${got}, in ${line}` }, [line]), step: run.steps };
}

/** A replay, step by step: yields each operation before it is carried out, and ends with the result. */
export function* stepTrace({ steps }: Trace, run: Run, options: ReplayOptions = {}): Generator<Op, ReplayResult, void> {
  const { remember = 0, until = steps.length, after } = options;
  const replay = new Replay(steps, run, until);
  const lastOps: RememberedOp[] = [];
  for (let step = 0, op = replay.next; op !== null; step++, op = replay.next) {
    yield op;
    if (!replay.advance()) break;
    after?.(run, step);
    if (remember === 0) continue;
    const { exchange } = run;
    lastOps.push({ step, op: formatOp(op), reply: exchange === null ? 'none: the production code threw' : formatReplyLine(exchange) });
    if (lastOps.length > remember) lastOps.shift();
  }
  replay.advance();
  const { misplaced } = replay;
  return { run, finding: run.finding, lastOps, misplaced: misplaced === null ? null : { line: steps[run.steps].line, reason: misplaced } };
}
