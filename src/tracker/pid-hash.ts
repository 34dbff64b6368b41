import { mix32 } from './mix32.ts';

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
 * Scatters pids over the whole u32 range, one to one: without a key by {@link mix32}, which everybody can turn back to choose
 * pids that share a home; with one by two rounds of it, each behind a half of the key. O(1).
 */
export function hashPid(pid: number, key: HashKey | null): number {
  return key === null ? mix32(pid) : keyedMix(pid, key);
}

function keyedMix(pid: number, { low, high }: HashKey): number {
  return mix32(mix32(pid ^ low) ^ high);
}
