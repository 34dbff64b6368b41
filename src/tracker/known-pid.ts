import { isEntry, isEntryBelow, U64_MAX } from '../u64.ts';
import type { Update } from './beat.ts';
import { bump, TRACKER_COUNTER } from './counters.ts';
import type { LifeRules, TrackerInternals } from './internals.ts';
import { ORIGIN_STRENGTH } from './origin.ts';
import type { SlotTable } from './slot-table.ts';

/** A nonce may start over when the last one was within this distance of 2^64 − 1, to a value below it: 2^20. */
export const NONCE_WRAP_THRESHOLD = 1_048_576n;

/** The least nonce from which one may start over. */
export const WRAP_FROM = U64_MAX - NONCE_WRAP_THRESHOLD;
// Constants of this module's own: an imported one is read from memory at each use.
const TERMINAL_NONCE = U64_MAX;

/** A beat over another origin than the slot's: the stronger one takes the slot over, where that is allowed. O(1). */
export function takeOver(
  inside: TrackerInternals,
  slot: number,
  nonce: bigint,
  status: number,
  nowNs: bigint,
  origin: number,
  nsInode: bigint | null,
  generation: bigint | null,
): Update {
  const { slots, counters, rules } = inside;
  if (!rules.originTakeover || ORIGIN_STRENGTH[origin] < ORIGIN_STRENGTH[slots.origins[slot]]) {
    bump(counters, TRACKER_COUNTER.originConflicts);
    return 'origin-conflict';
  }
  bump(counters, TRACKER_COUNTER.originTakeovers);
  pinSender(slots, rules, slot, origin, nsInode, generation);
  beginLife(inside, slot, nonce, status, nowNs);
  return 'restarted';
}

/**
 * Whether a first terminal nonce passes without a namespace: that of a dying process may be gone by the time that it is
 * looked up. O(1).
 */
export function mayLackNamespace({ slots, rules }: TrackerInternals, slot: number, nonce: bigint): boolean {
  return rules.lastWords && nonce === TERMINAL_NONCE && slots.terminalSeen[slot] === 0;
}

/** Whether the slot's generation and that of the beat are known and differ. O(1). */
export function isOtherGeneration(slots: SlotTable, slot: number, generation: bigint | null): generation is bigint {
  return generation !== null && slots.generationKnown[slot] === 1 && !isEntry(slots.generations, slot, generation);
}

/** A new life of the pid in `slot`, unless the beat is of an earlier generation. O(1). */
export function restart(
  inside: TrackerInternals,
  slot: number,
  nonce: bigint,
  status: number,
  nowNs: bigint,
  nsInode: bigint | null,
  generation: bigint | null,
): Update {
  const { slots, counters, rules } = inside;
  if (rules.pinGeneration && isOtherGeneration(slots, slot, generation)) {
    if (!isEntryBelow(slots.generations, slot, generation)) return 'out-of-order';
    slots.generations[slot] = generation;
  }
  bump(counters, TRACKER_COUNTER.restarts);
  learnSender(slots, rules, slot, nsInode, generation);
  beginLife(inside, slot, nonce, status, nowNs);
  return 'restarted';
}

/** A terminal nonce: the first one since the last regular beat is accepted, and the last nonce stays what it was. O(1). */
export function recordLastWord(
  inside: TrackerInternals,
  slot: number,
  status: number,
  nowNs: bigint,
  nsInode: bigint | null,
  generation: bigint | null,
): Update {
  const { slots, rules } = inside;
  if (slots.terminalSeen[slot] === 1) return 'out-of-order';
  slots.terminalSeen[slot] = 1;
  learnSender(slots, rules, slot, nsInode, generation);
  slots.lastBeatNs[slot] = nowNs;
  slots.statuses[slot] = status;
  forgetStall(inside, slot);
  return 'refreshed';
}

/**
 * Takes the first beat of a process: its nonce, time and status, and no stall. A terminal nonce is not the last regular
 * one, of which there was none yet. O(1).
 */
export function beginLife(inside: TrackerInternals, slot: number, nonce: bigint, status: number, nowNs: bigint): void {
  const { slots } = inside;
  const isTerminal = inside.rules.lastWords && nonce === TERMINAL_NONCE;
  slots.lastNonces[slot] = isTerminal ? 0n : nonce;
  slots.terminalSeen[slot] = isTerminal ? 1 : 0;
  slots.lastBeatNs[slot] = nowNs;
  slots.statuses[slot] = status;
  forgetStall(inside, slot);
}

/** Pins what the slot holds its pid's sender to, as its first beat has it. O(1). */
export function pinSender(
  slots: SlotTable,
  rules: LifeRules,
  slot: number,
  origin: number,
  nsInode: bigint | null,
  generation: bigint | null,
): void {
  slots.origins[slot] = origin;
  slots.nsKnown[slot] = nsInode === null ? 0 : 1;
  slots.nsInodes[slot] = nsInode === null ? 0n : nsInode;
  const pinned = rules.pinGeneration ? generation : null;
  slots.generationKnown[slot] = pinned === null ? 0 : 1;
  slots.generations[slot] = pinned === null ? 0n : pinned;
}

/** Pins what was unknown. For accepted beats alone: a refused one must leave neither namespace nor generation behind. O(1). */
export function learnSender(slots: SlotTable, rules: LifeRules, slot: number, nsInode: bigint | null, generation: bigint | null): void {
  if (nsInode !== null && slots.nsKnown[slot] === 0) {
    slots.nsKnown[slot] = 1;
    slots.nsInodes[slot] = nsInode;
  }
  if (generation !== null && rules.pinGeneration && slots.generationKnown[slot] === 0) {
    slots.generationKnown[slot] = 1;
    slots.generations[slot] = generation;
  }
}

/** The slot's pid is not stalled any more, if it was. O(1). */
export function forgetStall({ slots, state }: TrackerInternals, slot: number): void {
  if (slots.stallEmitted[slot] === 0) return;
  slots.stallEmitted[slot] = 0;
  if (state.stallCount > 0) state.stallCount--;
}
