/**
 * What a tracker counts: u64, saturating, since the matching `take`. A new counter is one entry here, and what the compiler
 * then asks for.
 */
export const TRACKER_COUNTER_NAMES = [
  'evictions',
  'nonceWraps',
  'capacityExceeded',
  'originConflicts',
  'namespaceConflicts',
  'evictionScanTruncated',
  'invariantViolations',
  'probeExhausted',
  'restarts',
  'originTakeovers',
] as const;

/** See {@link TRACKER_COUNTER_NAMES}. */
export type TrackerCounterName = (typeof TRACKER_COUNTER_NAMES)[number];

/** The index of each counter in {@link TRACKER_COUNTER_NAMES}. */
export const TRACKER_COUNTER = Object.fromEntries(TRACKER_COUNTER_NAMES.map((name, index) => [name, index])) as Readonly<
  Record<TrackerCounterName, number>
>;

/** Adds one to a u64 counter; 2^64 − 1 stays. O(1). */
export function bump(counters: BigUint64Array, at: number): void {
  // A sum that has wrapped is 0: so all of it stays in machine registers, where a comparison with 2^64 − 1 does not.
  const sum = BigInt.asUintN(64, counters[at] + 1n);
  if (sum !== 0n) counters[at] = sum;
}

/** Reads a counter and zeroes it. O(1). */
export function take(counters: BigUint64Array, at: number): bigint {
  const taken = counters[at];
  counters[at] = 0n;
  return taken;
}
