import type { Tracker } from '../../src/index.ts';
import type { DrainedStall, DrainOp, Exchange, GetOp, OpOf, Replies, TakeOp } from '../data/ops/op.ts';

/** Kinds of operations on a tracker that was started. */
type StartedTrackerOpKind = 'record' | 'drain' | 'take' | 'get' | 'len';

/** Carries out one operation on a started tracker. Costs what the tracker's method costs; a drain makes its list. */
export function applyToTracker(tracker: Tracker, op: OpOf<StartedTrackerOpKind>): Exchange<StartedTrackerOpKind> {
  switch (op.op) {
    case 'record':
      return { kind: 'record', op, reply: tracker.record(op, op.now, op.threshold, op.origin, op.ns, op.generation ?? null) };
    case 'drain':
      return { kind: 'drain', op, reply: drain(tracker, op) };
    case 'take':
      return { kind: 'take', op, reply: take(tracker, op) };
    case 'get':
      return { kind: 'get', op, reply: get(tracker, op) };
    case 'len':
      return { kind: 'len', op, reply: tracker.length };
  }
}

function drain(tracker: Tracker, { now, threshold }: DrainOp): DrainedStall[] {
  const stalls: DrainedStall[] = [];
  tracker.drainStalledSlots(now, threshold, (pid, nonce, last, origin, ns) => stalls.push({ pid, nonce, last, origin, ns }));
  return stalls;
}

function take(tracker: Tracker, { counter }: TakeOp): Replies['take'] {
  switch (counter) {
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
    case 'restarts':
      return tracker.takeRestarts();
    case 'origin_takeovers':
      return tracker.takeOriginTakeovers();
    case 'evicted_pid':
      return tracker.takeEvictedPid();
  }
}

function get(tracker: Tracker, { field, pid }: GetOp): Replies['get'] {
  switch (field) {
    case 'last_ns':
      return tracker.lastNsOf(pid);
    case 'origin':
      return tracker.originOf(pid);
    case 'ns':
      return tracker.pidNsInodeOf(pid);
  }
}
