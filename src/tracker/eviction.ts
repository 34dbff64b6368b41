import { highWord as upperOf, isLess as isLessOf, lowWord as lowerOf, U64_MAX } from '../u64.ts';
import { firstSilent as firstSilentOf, FLAGS as ALL_FLAGS, type SlotTable } from './slot-table.ts';

// Constants of this module's own: what is imported or exported is read from memory, and looked at, at each use.
const highWord = upperOf;
const lowWord = lowerOf;
const isLess = isLessOf;
const firstSilent = firstSilentOf;
const FLAGS = ALL_FLAGS;
const NONE = -1;

/**
 * Who makes room for a new pid when the table is full.
 * `strict`: only a slot whose stall was handed out. `balanced`: failing that, any slot that is silent long enough.
 * Both ask for more than {@link EVICTION_MULTIPLIER} thresholds of silence.
 */
export const EVICTION_POLICIES = ['strict', 'balanced'] as const;

/** See {@link EVICTION_POLICIES}. */
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/** A slot may be evicted after more than this many thresholds of silence. */
export const EVICTION_MULTIPLIER = 10n;
const MULTIPLIER = EVICTION_MULTIPLIER;

// The longest threshold of which so many fit into u64: a division for each new pid takes longer than all the rest of a refusal.
const LONGEST_THRESHOLD_NS = U64_MAX / EVICTION_MULTIPLIER;

/** Slots that one pass over the table reads at most, unless told otherwise. */
export const DEFAULT_EVICTION_SCAN_WINDOW = 256;

/** Smallest scan window. */
export const MIN_EVICTION_SCAN_WINDOW = 1;

/** Largest scan window. */
export const MAX_EVICTION_SCAN_WINDOW = 4096;

/** Answer of {@link scanWindow} when no slot in the window qualifies. */
export const NO_VICTIM = NONE;

/**
 * The first of `window` slots, from `start` on and around the end of the table, that has been silent for more than
 * {@link EVICTION_MULTIPLIER} thresholds at `nowNs`, and whose stall was handed out if `stalledOnly`; {@link NO_VICTIM} if there
 * is none. Both times are nanoseconds, u64. `length` is at least 1, `start` below it, `window` at most it. O(window), no allocation.
 */
export function scanWindow(
  slots: SlotTable,
  length: number,
  start: number,
  window: number,
  nowNs: bigint,
  thresholdNs: bigint,
  stalledOnly: boolean,
): number {
  // No silence is longer than what does not fit into u64. A product that stays at 2^64 − 1 instead would be made as a bigint.
  if (isLess(LONGEST_THRESHOLD_NS, thresholdNs)) return NONE;
  const silenceNs = BigInt.asUintN(64, thresholdNs * MULTIPLIER);
  // Silent for longer than silenceNs means: the last beat came at this time or before. A table that is too young for
  // such a silence is not read at all.
  if (!isLess(silenceNs, nowNs)) return NONE;
  const latestNs = BigInt.asUintN(64, nowNs - silenceNs - 1n);
  const high = highWord(latestNs);
  const low = lowWord(latestNs);
  const flag = stalledOnly ? FLAGS.set : FLAGS.any;
  // The window as one stretch, or as two where it goes around the end.
  const end = Math.min(start + window, length);
  const slot = firstSilent(slots, start, end, high, low, flag);
  if (slot < end) return slot;
  const rest = start + window - end;
  const around = firstSilent(slots, 0, rest, high, low, flag);
  return around < rest ? around : NONE;
}
