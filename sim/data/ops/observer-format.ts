import { EVICTION_POLICIES, MIN_THRESHOLD_NS } from '../../../src/index.ts';
import type { Fields } from './fields.ts';
import type { ObserverOp } from './op.ts';

/** Most listeners of an observer in a trace. */
export const LISTENERS_MAX = 64;

// The observer's own limits, so that an operation that was read can always be carried out.
const PER_PID_RATE_MAX = 1_000_000_000;
const BUCKET_MAX = 9_000_000;

/** Reads the keys of `observer` after `op`. Only `threshold` is required; without `listeners` there is one. O(1). */
export function readObserver(fields: Fields): ObserverOp {
  const threshold = fields.u64('threshold');
  if (threshold < MIN_THRESHOLD_NS) fields.fail(`threshold must be at least "${MIN_THRESHOLD_NS}", got "${threshold}"`);
  return {
    op: 'observer',
    threshold,
    listeners: fields.has('listeners') ? fields.integer('listeners', 1, LISTENERS_MAX) : 1,
    ...(fields.has('capacity') && { capacity: fields.integer('capacity', 0, Number.MAX_SAFE_INTEGER) }),
    ...(fields.has('policy') && { policy: fields.oneOf('policy', EVICTION_POLICIES) }),
    ...(fields.has('window') && { window: fields.integer('window', 0, Number.MAX_SAFE_INTEGER) }),
    ...(fields.has('drain_interval') && { drain_interval: readDrainInterval(fields) }),
    ...(fields.has('per_pid_rate') && { per_pid_rate: fields.integer('per_pid_rate', 0, PER_PID_RATE_MAX) }),
    ...(fields.has('global_rate') && { global_rate: fields.integer('global_rate', 0, BUCKET_MAX) }),
    ...(fields.has('global_burst') && { global_burst: fields.integer('global_burst', 0, BUCKET_MAX) }),
    ...(fields.has('pid_max') && { pid_max: fields.u32('pid_max') }),
    ...(fields.has('ns') && { ns: fields.u64OrNull('ns') }),
    ...(fields.has('allow_cross_namespace') && { allow_cross_namespace: fields.boolean('allow_cross_namespace') }),
  };
}

function readDrainInterval(fields: Fields): bigint {
  const interval = fields.u64('drain_interval');
  if (interval === 0n) fields.fail('drain_interval must be at least "1", got "0"');
  return interval;
}

/** The `observer` operation in its form on file; what is left out stays out. O(1). */
export function observerJson(op: ObserverOp): object {
  const { ns, drain_interval: drainInterval } = op;
  // JSON leaves undefined out.
  return {
    op: 'observer',
    threshold: String(op.threshold),
    listeners: op.listeners,
    capacity: op.capacity,
    policy: op.policy,
    window: op.window,
    drain_interval: drainInterval === undefined ? undefined : String(drainInterval),
    per_pid_rate: op.per_pid_rate,
    global_rate: op.global_rate,
    global_burst: op.global_burst,
    pid_max: op.pid_max,
    ns: ns === undefined || ns === null ? ns : String(ns),
    allow_cross_namespace: op.allow_cross_namespace,
  };
}
