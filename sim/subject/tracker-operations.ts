import type { Tracker } from '../../src/index.ts';
import type { DrainedStall, DrainOp, GetOp, LenOp, RecordOp, Reply, TakeOp } from '../data/ops/op.ts';

/** Operations on a tracker that was started. */
export type StartedTrackerOp = RecordOp | DrainOp | TakeOp | GetOp | LenOp;

/** Carries out one operation and answers its reply. Costs what the tracker's method costs; a drain makes its list. */
export function applyToTracker(tracker: Tracker, op: StartedTrackerOp): Reply {
  switch (op.op) {
    case 'record':
      return tracker.record(op, op.now, op.threshold, op.origin, op.ns);
    case 'drain':
      return drain(tracker, op);
    case 'take':
      return take(tracker, op);
    case 'get':
      return get(tracker, op);
    case 'len':
      return tracker.length;
  }
}

function drain(tracker: Tracker, { now, threshold }: DrainOp): DrainedStall[] {
  const stalls: DrainedStall[] = [];
  tracker.drainStalledSlots(now, threshold, (pid, nonce, last, origin, ns) => stalls.push({ pid, nonce, last, origin, ns }));
  return stalls;
}

function take(tracker: Tracker, { counter }: TakeOp): bigint | number | null {
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
    case 'evicted_pid':
      return tracker.takeEvictedPid();
  }
}

function get(tracker: Tracker, { field, pid }: GetOp): Reply {
  switch (field) {
    case 'last_ns':
      return tracker.lastNsOf(pid);
    case 'origin':
      return tracker.originOf(pid);
    case 'ns':
      return tracker.pidNsInodeOf(pid);
  }
}
