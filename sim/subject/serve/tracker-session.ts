import { decodeFrame, encodeFrame, Tracker, type TrackerOptions } from '../../../src/index.ts';
import { trackerOptions } from '../../data/ops/observer-options.ts';
import type { Exchange, TrackerOp } from '../../data/ops/op.ts';
import type { Production } from '../production.ts';
import { decodedOf, encodedOf } from '../reply-form.ts';
import { applyToTracker } from '../tracker-operations.ts';

/** Makes the tracker of a session: that of `src`, or a faulty one in tests. */
export type MakeTracker = (options: TrackerOptions) => Tracker;

/** What reads and writes frames. */
type Codec = Pick<Production, 'decodeFrame' | 'encodeFrame'>;

/** Carries out tracker operations on a tracker and codec: those of `src`, unless others are given. */
export class TrackerSession {
  readonly #makeTracker: MakeTracker;
  readonly #codec: Codec;
  #tracker: Tracker | null = null;

  constructor(makeTracker: MakeTracker = (options) => new Tracker(options), codec: Codec = { decodeFrame, encodeFrame }) {
    this.#makeTracker = makeTracker;
    this.#codec = codec;
  }

  /** The present tracker, to look into; null before the first `new`. O(1). */
  get tracker(): Tracker | null {
    return this.#tracker;
  }

  /** Why {@link TrackerSession.apply} cannot carry out this operation now, as a sentence; null if it can. O(1). */
  refusalOf(op: TrackerOp): string | null {
    if (this.#tracker !== null || op.op === 'new' || op.op === 'decode' || op.op === 'encode') return null;
    return `there is no tracker for ${op.op}: a session begins with new`;
  }

  /**
   * Carries out one operation. The operation must be as `parseOp` reads it. Throws RangeError where
   * {@link TrackerSession.refusalOf} has a refusal. Costs what the tracker's method costs; a drain makes its list.
   */
  apply(op: TrackerOp): Exchange {
    switch (op.op) {
      case 'new':
        this.#tracker = this.#makeTracker(trackerOptions(op));
        return { kind: 'new', op, reply: null };
      case 'record':
      case 'drain':
      case 'take':
      case 'get':
      case 'len':
        return applyToTracker(this.#started(op), op);
      case 'decode':
        return { kind: 'decode', op, reply: decodedOf(this.#codec.decodeFrame(op.bytes)) };
      case 'encode':
        return { kind: 'encode', op, reply: encodedOf(this.#codec.encodeFrame(op.frame)) };
    }
  }

  #started(op: TrackerOp): Tracker {
    if (this.#tracker === null) throw new RangeError(`Cannot apply operation: a session begins with new, got ${op.op}`);
    return this.#tracker;
  }
}
