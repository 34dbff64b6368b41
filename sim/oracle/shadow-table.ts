import { BEAT_ORIGINS, STATUSES } from '../data/spec/names.ts';
import type { BeatOrigin } from '../../src/index.ts';
import type { TrackerView } from '../../src/internal.ts';
import { showTime } from '../data/duration.ts';
import { showNonce } from '../data/ops/event-words.ts';
import { u32Columns } from '../data/u32-columns.ts';
import { fromWords } from '../data/u64-words.ts';
import { NS_KNOWN, ORIGIN_BITS, SlotReading, STALLED } from './slot-reading.ts';

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
  readonly flags: Uint32Array;
  /** 1 where the slot's stall came out of the tracker or the observer, as seen from outside. */
  readonly surfaced: Uint32Array;
  length = 0;
  cursor = 0;
  /** Slots with the stall flag, counted here and not by the tracker. */
  stallCount = 0;
  readonly #columns: readonly Uint32Array[];
  readonly #reading = new SlotReading();

  constructor(capacity: number) {
    const columns = u32Columns(9, capacity);
    [this.pids, this.nonceHigh, this.nonceLow, this.beatHigh, this.beatLow, this.nsHigh, this.nsLow, this.flags, this.surfaced] = columns;
    this.#columns = columns;
  }

  /** Becomes what `other`, of the same capacity, is. O(capacity). */
  copyFrom(other: ShadowTable): void {
    for (const [at, column] of other.#columns.entries()) this.#columns[at].set(column);
    this.length = other.length;
    this.cursor = other.cursor;
    this.stallCount = other.stallCount;
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
    this.take(slot, this.#reading.read(view, slot));
  }

  /** Takes over one slot as it was read. O(1). */
  take(slot: number, reading: SlotReading): void {
    const wasStalled = slot < this.length && this.isStalled(slot);
    this.pids[slot] = reading.pid;
    this.nonceHigh[slot] = reading.nonceHigh;
    this.nonceLow[slot] = reading.nonceLow;
    this.beatHigh[slot] = reading.beatHigh;
    this.beatLow[slot] = reading.beatLow;
    this.nsHigh[slot] = reading.nsHigh;
    this.nsLow[slot] = reading.nsLow;
    this.flags[slot] = reading.flags;
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
    return this.#otherDifference(view, slot) ?? this.#flagDifference(view, slot);
  }

  #otherDifference(view: TrackerView, slot: number): string | null {
    if (this.pids[slot] !== view.pid(slot)) return `slot ${slot} went from pid ${this.pids[slot]} to ${view.pid(slot)}`;
    if (this.nonceLow[slot] !== view.lastNonceLow(slot) || this.nonceHigh[slot] !== view.lastNonceHigh(slot))
      return this.#changed('last nonce', slot, showNonce(this.lastNonce(slot)), showNonce(view.lastNonce(slot)));
    if (this.beatLow[slot] !== view.lastBeatLow(slot) || this.beatHigh[slot] !== view.lastBeatHigh(slot))
      return this.#changed('time of the last beat', slot, showTime(this.lastBeatNs(slot)), showTime(view.lastBeatNs(slot)));
    if (this.nsLow[slot] !== view.nsInodeLow(slot) || this.nsHigh[slot] !== view.nsInodeHigh(slot))
      return this.#changed('namespace', slot, this.#namespace(slot), namespaceWords(view.nsInode(slot)));
    return null;
  }

  /** Every field that the flags of a slot say otherwise. */
  #flagDifference(view: TrackerView, slot: number): string {
    const [was, is] = [this.flags[slot], view.flags(slot)];
    const namespaces = [this.#namespace(slot), namespaceWords(view.nsInode(slot))] as const;
    return FLAG_FIELDS.filter(({ bits }) => ((was ^ is) & bits) !== 0)
      .map(({ what, bits, words }) => this.#changed(what, slot, ...(bits === NS_KNOWN ? namespaces : ([words(was), words(is)] as const))))
      .join('; ');
  }

  /** The last accepted nonce of a slot as of the last step. O(1). */
  lastNonce(slot: number): bigint {
    return fromWords(this.nonceHigh[slot], this.nonceLow[slot]);
  }

  /** The time of the last accepted beat of a slot as of the last step. O(1). */
  lastBeatNs(slot: number): bigint {
    return fromWords(this.beatHigh[slot], this.beatLow[slot]);
  }

  #namespace(slot: number): string {
    return namespaceWords((this.flags[slot] & NS_KNOWN) === 0 ? null : fromWords(this.nsHigh[slot], this.nsLow[slot]));
  }

  #changed(what: string, slot: number, from: string, to: string): string {
    return `the ${what} of pid ${this.pids[slot]} (slot ${slot}) changed from ${from} to ${to}`;
  }
}

function namespaceWords(ns: bigint | null): string {
  return ns === null ? 'unknown' : String(ns);
}

function setOrNot(bits: number): (flags: number) => string {
  return (flags) => ((flags & bits) === 0 ? 'not set' : 'set');
}

/** What the bits of TrackerView.flags stand for, all eight. */
const FLAG_FIELDS: readonly { readonly what: string; readonly bits: number; readonly words: (flags: number) => string }[] = [
  { what: 'status', bits: 3, words: (flags) => STATUSES[flags & 3] },
  { what: 'origin', bits: ORIGIN_BITS, words: (flags) => BEAT_ORIGINS[(flags & ORIGIN_BITS) >> 2] },
  { what: 'namespace', bits: NS_KNOWN, words: setOrNot(NS_KNOWN) },
  { what: 'stall flag', bits: STALLED, words: setOrNot(STALLED) },
  { what: 'mark of a last word', bits: 1 << 6, words: setOrNot(1 << 6) },
  { what: 'mark of a known generation', bits: 1 << 7, words: setOrNot(1 << 7) },
];
