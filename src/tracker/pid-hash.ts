import { mixBits } from './mix32.ts';

// A constant of this module's own: an imported function is looked up and compared at each call.
const mix = mixBits;

/** A key of the index as its halves, u32 each. */
export interface HashKey {
  /** Lower 32 bits. */
  readonly low: number;
  /** Upper 32 bits. */
  readonly high: number;
}

/** The halves of a key, u64. O(1). */
export function splitKey(key: bigint): HashKey {
  return { low: Number(BigInt.asUintN(32, key)), high: Number(key >> 32n) };
}

/**
 * Scatters pids over 32 bits, one to one, as an i32: without a key by the rounds of `mix32`, which everybody can turn back to choose
 * pids that share a home; with one by two times as many, each half behind a half of the key. O(1).
 */
export function hashPid(pid: number, key: HashKey | null): number {
  return mix(key === null ? pid : mix(pid ^ key.low) ^ key.high);
}
