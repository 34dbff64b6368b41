import type { TrackerOp } from '../../data/ops/op.ts';
import type { Hello } from './hello.ts';

/** How a tracker from elsewhere fails to reply, whatever it was asked. */
export const FAULTS = [
  /** It threw, or its process ended. */
  'keeps-running',
  /** It gave no sign of life for the time that is allowed. */
  'keeps-answering',
  /** What came back is no line of JSON, or was cut off. */
  'reply-is-a-line',
  /** A line came that no request asked for. */
  'one-reply-each',
] as const;

/** See {@link FAULTS}. */
export interface ConnectionFault {
  readonly rule: (typeof FAULTS)[number];
  /** What happened, a sentence without a full stop. */
  readonly got: string;
  /** The last lines that it wrote, or the stack of what it threw. */
  readonly lastLines: readonly string[];
}

/** What came back for some requests. */
export interface Answers {
  /** A line of JSON for each request that was answered, in order: all of them, unless there is a fault. */
  readonly replies: readonly string[];
  readonly fault: ConnectionFault | null;
}

/** A wrong reply that is expected of a tracker that follows. */
export interface ExpectedDeviation {
  /** The rule that it breaks. */
  readonly check: string;
  /** The reply, as a line of JSON; left out, any will do. */
  readonly got?: string;
}

/** A tracker from elsewhere that can be asked, one session after another. */
export interface TrackerConnection {
  readonly hello: Hello;
  /** Wrong replies that runs which it follows pass over; default none. */
  expected?: readonly ExpectedDeviation[];
  /** A run begins to ask: what an earlier one has asked and not waited for is passed over. */
  begin(): void;
  /** Begins anew, with a tracker that knows nothing of what went before: a fresh process, where it is one. */
  restart(): void;
  /**
   * Has it carry out operations in order, after all that were submitted before. What is returned waits for the replies; replies for which
   * nobody waits are passed over. Neither throws. After a fault nothing more is asked, until the next run begins with a tracker anew.
   */
  submit(ops: readonly TrackerOp[]): () => Answers;
  /** Ends it, and whatever it has started. */
  close(): void;
}
