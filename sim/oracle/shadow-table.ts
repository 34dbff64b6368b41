import { BEAT_ORIGINS } from '../data/spec/names.ts';
import type { BeatOrigin, TrackerView } from '../../src/index.ts';

/** Whether the u64 `high·2^32 + low` is at most the one in `limitHigh`, `limitLow`. O(1). */
export function atMost(high: number, low: number, limitHigh: number, limitLow: number): boolean {
  return high < limitHigh || (high === limitHigh && low <= limitLow);
}

/** The oracle's own copy of the ledger as it was after the last step, so that every change shows. */
export class ShadowTable {
  readonly pids: Uint32Array;
  readonly nonceHigh: Uint32Array;
  readonly nonceLow: Uint32Array;
  readonly beatHigh: Uint32Array;
  readonly beatLow: Uint32Array;
  readonly nsHigh: Uint32Array;
  readonly nsLow: Uint32Array;
  /** As TrackerView.flags. */
  readonly flags: Uint8Array;
  /** 1 where the slot's stall came out of the tracker or the observer, as seen from outside. */
  readonly surfaced: Uint8Array;
  length = 0;
  cursor = 0;
  /** Slots with the stall flag, counted here and not by the tracker. */
  stallCount = 0;

  constructor(capacity: number) {
    this.pids = new Uint32Array(capacity);
    this.nonceHigh = new Uint32Array(capacity);
    this.nonceLow = new Uint32Array(capacity);
    this.beatHigh = new Uint32Array(capacity);
    this.beatLow = new Uint32Array(capacity);
    this.nsHigh = new Uint32Array(capacity);
    this.nsLow = new Uint32Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.surfaced = new Uint8Array(capacity);
  }

  /** Whether the slot's stall was handed out. */
  isStalled(slot: number): boolean {
    return (this.flags[slot] & STALLED) !== 0;
  }

  /** The origin that the slot is pinned to. */
  origin(slot: number): BeatOrigin {
    return BEAT_ORIGINS[(this.flags[slot] & ORIGIN_BITS) >> 2];
  }

  /** Takes over one slot as it is now. O(1). */
  copySlot(view: TrackerView, slot: number): void {
    const wasStalled = slot < this.length && this.isStalled(slot);
    this.pids[slot] = view.pid(slot);
    this.nonceHigh[slot] = view.lastNonceHigh(slot);
    this.nonceLow[slot] = view.lastNonceLow(slot);
    this.beatHigh[slot] = view.lastBeatHigh(slot);
    this.beatLow[slot] = view.lastBeatLow(slot);
    this.nsHigh[slot] = view.nsInodeHigh(slot);
    this.nsLow[slot] = view.nsInodeLow(slot);
    this.flags[slot] = view.flags(slot);
    if (slot >= this.length) this.length = slot + 1;
    this.stallCount += Number(this.isStalled(slot)) - Number(wasStalled);
  }

  /** Whether nothing but flags differs between the copy and the slot now. O(1). */
  isSameButFlags(view: TrackerView, slot: number): boolean {
    return this.#otherDifference(view, slot) === null;
  }

  /** What differs between the copy and the slot now; null if nothing does. O(1). */
  difference(view: TrackerView, slot: number): string | null {
    if (this.flags[slot] === view.flags(slot)) return this.#otherDifference(view, slot);
    return this.#otherDifference(view, slot) ?? `${this.#changed('flags', slot)} from ${this.flags[slot]} to ${view.flags(slot)}`;
  }

  #otherDifference(view: TrackerView, slot: number): string | null {
    if (this.pids[slot] !== view.pid(slot)) return `slot ${slot} went from pid ${this.pids[slot]} to ${view.pid(slot)}`;
    if (this.nonceLow[slot] !== view.lastNonceLow(slot) || this.nonceHigh[slot] !== view.lastNonceHigh(slot))
      return this.#changed('last nonce', slot);
    if (this.beatLow[slot] !== view.lastBeatLow(slot) || this.beatHigh[slot] !== view.lastBeatHigh(slot))
      return this.#changed('last beat', slot);
    if (this.nsLow[slot] !== view.nsInodeLow(slot) || this.nsHigh[slot] !== view.nsInodeHigh(slot)) return this.#changed('namespace', slot);
    return null;
  }

  #changed(what: string, slot: number): string {
    return `the ${what} of slot ${slot} (pid ${this.pids[slot]}) changed`;
  }
}

/** The stall bit of TrackerView.flags. */
export const STALLED = 1 << 5;

/** The bit of a known namespace. */
export const NS_KNOWN = 1 << 4;

/** The bits of the origin. */
export const ORIGIN_BITS = 3 << 2;
