import { decodeFrame, encodeFrame, Tracker, type TrackerOptions } from '../../src/index.ts';
import type { DrainedStall, DrainOp, GetOp, NewOp, RecordOp, Reply, TakeOp, TrackerOp } from '../ops/op.ts';

/** Makes the tracker of a session: ours, or one that is broken on purpose. */
export type MakeTracker = (options: TrackerOptions) => Tracker;

/** Carries out tracker operations on a tracker of our own and its codec. */
export class TrackerSession {
  readonly #makeTracker: MakeTracker;
  #tracker: Tracker | null = null;

  constructor(makeTracker: MakeTracker = (options) => new Tracker(options)) {
    this.#makeTracker = makeTracker;
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
   * Carries out one operation and answers its reply. The operation must be as `parseOp` reads it. Throws RangeError where
   * {@link TrackerSession.refusalOf} has a refusal. Costs what the tracker's method costs; a drain makes its list.
   */
  apply(op: TrackerOp): Reply {
    switch (op.op) {
      case 'new':
        return this.#start(op);
      case 'record':
        return record(this.#started(op), op);
      case 'drain':
        return drain(this.#started(op), op);
      case 'take':
        return take(this.#started(op), op);
      case 'get':
        return get(this.#started(op), op);
      case 'len':
        return this.#started(op).length;
      case 'decode':
        return decodeFrame(op.bytes);
      case 'encode':
        return encodeFrame(op.frame);
    }
  }

  #start({ capacity, policy, window }: NewOp): null {
    this.#tracker = this.#makeTracker({ capacity, evictionPolicy: policy, evictionScanWindow: window });
    return null;
  }

  #started(op: TrackerOp): Tracker {
    if (this.#tracker === null) throw new RangeError(`Cannot apply operation: a session begins with new, got ${op.op}`);
    return this.#tracker;
  }
}

function record(tracker: Tracker, op: RecordOp): Reply {
  return tracker.record(op, op.now, op.threshold, op.origin, op.ns);
}

function drain(tracker: Tracker, op: DrainOp): Reply {
  const stalls: DrainedStall[] = [];
  tracker.drainStalledSlots(op.now, op.threshold, (pid, nonce, last, origin, ns) => stalls.push({ pid, nonce, last, origin, ns }));
  return stalls;
}

function take(tracker: Tracker, op: TakeOp): Reply {
  switch (op.counter) {
    case 'evictions':
      return tracker.takeEvictions();
    case 'nonce_wraps':
      return tracker.takeNonceWraps();
    case 'capacity_exceeded':
      return tracker.takeCapacityExceeded();
    case 'origin_conflicts':
      return tracker.takeOriginConflicts();
    case 'namespace_conflicts':
      return tracker.takeNamespaceConflicts();
    case 'eviction_scan_truncated':
      return tracker.takeEvictionScanTruncated();
    case 'invariant_violations':
      return tracker.takeInvariantViolations();
    case 'probe_exhausted':
      return tracker.takeProbeExhausted();
    case 'evicted_pid':
      return tracker.takeEvictedPid();
  }
}

function get(tracker: Tracker, op: GetOp): Reply {
  switch (op.field) {
    case 'last_ns':
      return tracker.lastNsOf(op.pid);
    case 'origin':
      return tracker.originOf(op.pid);
    case 'ns':
      return tracker.pidNsInodeOf(op.pid);
  }
}
