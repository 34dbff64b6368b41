import { U64_MAX } from '../u64.ts';

/** Adds one to a u64 counter; 2^64 − 1 stays. O(1). */
export function bump(counters: BigUint64Array, at: number): void {
  if (counters[at] !== U64_MAX) counters[at] = BigInt.asUintN(64, counters[at] + 1n);
}

/** Reads a counter and zeroes it. O(1). */
export function take(counters: BigUint64Array, at: number): bigint {
  const taken = counters[at];
  counters[at] = 0n;
  return taken;
}
