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

const scratch = new BigUint64Array(1);
const words = new Uint32Array(scratch.buffer);

/** Adds one to a u64 counter; 2^64 − 1 stays. O(1). */
export function bump(counters: BigUint64Array, at: number): void {
  // A sum that has wrapped is 0. Its words tell: a comparison of bigints takes thrice as many instructions, and makes objects of 2^63 or more.
  scratch[0] = BigInt.asUintN(64, counters[at] + 1n);
  if ((words[0] | words[1]) !== 0) counters[at] = scratch[0];
}

/** Reads a counter and zeroes it. O(1). */
export function take(counters: BigUint64Array, at: number): bigint {
  const taken = counters[at];
  counters[at] = 0n;
  return taken;
}
