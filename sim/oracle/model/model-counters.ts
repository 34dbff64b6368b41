/** What a tracker counts, under the names in a trace. */
export const MODEL_COUNTERS = [
  'evictions',
  'nonce_wraps',
  'capacity_exceeded',
  'origin_conflicts',
  'namespace_conflicts',
  'eviction_scan_truncated',
  'invariant_violations',
  'probe_exhausted',
] as const;
export type ModelCounter = (typeof MODEL_COUNTERS)[number];

export type ModelCounts = Record<ModelCounter, number>;

/** All counters at 0. */
export function zeroCounts(): ModelCounts {
  return {
    evictions: 0,
    nonce_wraps: 0,
    capacity_exceeded: 0,
    origin_conflicts: 0,
    namespace_conflicts: 0,
    eviction_scan_truncated: 0,
    // Nothing in the model can break, so this one stays 0, as it must in the production code.
    invariant_violations: 0,
    probe_exhausted: 0,
  };
}
