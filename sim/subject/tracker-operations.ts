import type { Tracker } from '../../src/index.ts';
import type { DrainedStall, DrainOp, Exchange, GetField, GetOp, OpOf, Replies, TakeCounter, TakeOp } from '../data/ops/op.ts';
import { drainDisturbed } from './disturbance.ts';
import { originOrUndefined, stallOf, u32Of, u32OrNull, u64Of, u64OrNull, updateOf } from './reply-form.ts';
import { STALLS_MAX, WorkBoundError } from './work-bound.ts';

/** Kinds of operations on a tracker that was started. */
type StartedTrackerOpKind = 'record' | 'drain' | 'take' | 'get' | 'len';

/** The method that takes each counter. */
export const TAKE_METHOD = {
  evictions: 'takeEvictions',
  nonce_wraps: 'takeNonceWraps',
  capacity_exceeded: 'takeCapacityExceeded',
  origin_conflicts: 'takeOriginConflicts',
  namespace_conflicts: 'takeNamespaceConflicts',
  eviction_scan_truncated: 'takeEvictionScanTruncated',
  invariant_violations: 'takeInvariantViolations',
  probe_exhausted: 'takeProbeExhausted',
  restarts: 'takeRestarts',
  origin_takeovers: 'takeOriginTakeovers',
  evicted_pid: 'takeEvictedPid',
} as const satisfies Readonly<Record<TakeCounter, keyof Tracker>>;

/** The method that reads each field of a pid. */
export const GET_METHOD = { last_ns: 'lastNsOf', origin: 'originOf', ns: 'pidNsInodeOf' } as const satisfies Readonly<
  Record<GetField, keyof Tracker>
>;

/**
 * Carries out one operation on a started tracker. Throws what the tracker throws, an IllFormedReplyError for a reply that its types
 * do not allow, and a {@link WorkBoundError} for a drain without an end. `disturb` is the turn of a drain that is disturbed. Costs what the tracker's method costs; a drain makes its list.
 */
export function applyToTracker(
  tracker: Tracker,
  op: OpOf<StartedTrackerOpKind>,
  disturb: number | null = null,
): Exchange<StartedTrackerOpKind> {
  switch (op.op) {
    case 'record':
      return { kind: 'record', op, reply: updateOf(tracker.record(op, op.now, op.threshold, op.origin, op.ns, op.generation ?? null)) };
    case 'drain':
      return { kind: 'drain', op, reply: drain(tracker, op, disturb) };
    case 'take':
      return { kind: 'take', op, reply: take(tracker, op) };
    case 'get':
      return { kind: 'get', op, reply: get(tracker, op) };
    case 'len':
      return { kind: 'len', op, reply: u32Of(tracker.length) };
  }
}

function drain(tracker: Tracker, op: DrainOp, disturb: number | null): DrainedStall[] {
  const visits: unknown[][] = [];
  const visit = (...stall: unknown[]): void => {
    if (visits.length === STALLS_MAX) throw new WorkBoundError(`one drain handed out more than ${STALLS_MAX} stalls`);
    visits.push(stall);
  };
  if (disturb === null) tracker.drainStalledSlots(op.now, op.threshold, visit);
  else drainDisturbed(disturb, tracker, op, visit);
  return visits.map(stallOf);
}

function take(tracker: Tracker, { counter }: TakeOp): Replies['take'] {
  const taken: unknown = tracker[TAKE_METHOD[counter]]();
  return counter === 'evicted_pid' ? u32OrNull(taken) : u64Of(taken);
}

function get(tracker: Tracker, { field, pid }: GetOp): Replies['get'] {
  const value: unknown = tracker[GET_METHOD[field]](pid);
  if (field === 'origin') return originOrUndefined(value);
  return value === undefined ? undefined : field === 'ns' ? u64OrNull(value) : u64Of(value);
}
