import type { Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import type { Op } from '../../data/ops/op.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import { formatReply, formatReplyLine } from '../../data/ops/reply-format.ts';
import { sameJson } from '../../data/ops/same-json.ts';
import { MisplacedOpError, Run, type RunOptions } from '../../run/run.ts';
import type { Trace } from '../../data/trace/trace.ts';

/** How to replay. */
export interface ReplayOptions extends RunOptions {
  /** Operations to carry out at most; default all. */
  readonly until?: number;
  /** Operations to remember with their replies, for people. Default 0. */
  readonly remember?: number;
  /** Called after each operation that was carried out, `step` counted from 0; it changes nothing. */
  readonly after?: (run: Run, step: number) => void;
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

/** The level at which traces are replayed unless somebody asks for less. */
const REPLAY_CHECK: CheckLevel = 'full';

/** Replays a trace from its operations alone, comparing each reply with what the trace expects. O(trace). */
export function replayTrace(trace: Trace, options: ReplayOptions = {}): ReplayResult {
  const steps = stepTrace(trace, new Run({ check: REPLAY_CHECK, ...options }), options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** A replay, step by step: yields each operation before it is carried out, and ends with the result. */
export function* stepTrace(trace: Trace, run: Run, options: ReplayOptions = {}): Generator<Op, ReplayResult, void> {
  const until = Math.min(options.until ?? trace.steps.length, trace.steps.length);
  const remember = options.remember ?? 0;
  const isOff = options.without?.has('reply-as-recorded') === true;
  const lastOps: RememberedOp[] = [];
  for (let step = 0; step < until; step++) {
    const { op, expect, line } = trace.steps[step];
    yield op;
    try {
      run.step(op);
    } catch (error) {
      if (!(error instanceof MisplacedOpError)) throw error;
      return { run, finding: run.finding, lastOps, misplaced: { line, reason: error.message } };
    }
    options.after?.(run, step);
    const { exchange } = run;
    if (remember > 0) {
      lastOps.push({ step, op: formatOp(op), reply: exchange === null ? 'none: the production code threw' : formatReplyLine(exchange) });
      if (lastOps.length > remember) lastOps.shift();
    }
    if (run.finding === null && expect !== undefined && exchange !== null && !isOff) {
      const reply = formatReply(exchange);
      if (!sameJson(reply, expect)) {
        run.object(op, {
          judge: 'expect',
          rule: 'reply-as-recorded',
          reason: `the reply on line ${line} is not the recorded one`,
          expected: JSON.stringify(expect),
          got: JSON.stringify(reply),
        });
      }
    }
    if (run.finding !== null) break;
  }
  if (run.finding === null && until === trace.steps.length) run.finish();
  return { run, finding: run.finding, lastOps, misplaced: null };
}
