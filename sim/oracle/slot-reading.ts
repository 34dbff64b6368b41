import type { BeatOrigin, Status } from '../../src/index.ts';
import type { TrackerView } from '../../src/internal.ts';
import { BEAT_ORIGINS, STATUSES } from '../data/spec/names.ts';
import { hasWords } from '../data/u64-words.ts';

/** The bits of the status in TrackerView.flags. */
const STATUS_BITS = 3;

/** The bits of the origin. */
export const ORIGIN_BITS = 3 << 2;

/** The bit of a known namespace. */
export const NS_KNOWN = 1 << 4;

/** The stall bit. */
export const STALLED = 1 << 5;

/** The bit of a terminal frame. */
export const TERMINAL_SEEN = 1 << 6;

/** The bit of a known generation. */
const GENERATION_KNOWN = 1 << 7;

/** All that the ledger has of a slot, read once for all that judge it. A u64 is two u32: making bigints would cost more than the rest. */
export class SlotReading {
  // u32 fields begin as doubles: one that begins as a small integer and outgrows it has all code over its class compiled anew.
  pid = Number.NaN;
  nonceHigh = Number.NaN;
  nonceLow = Number.NaN;
  beatHigh = Number.NaN;
  beatLow = Number.NaN;
  nsHigh = Number.NaN;
  nsLow = Number.NaN;
  /** As TrackerView.flags. */
  flags = 0;
  generation: bigint | null = null;

  /** Takes the slot as it is now. O(1). Answers itself. */
  read(view: TrackerView, slot: number): this {
    this.pid = view.pid(slot);
    this.nonceHigh = view.lastNonceHigh(slot);
    this.nonceLow = view.lastNonceLow(slot);
    this.beatHigh = view.lastBeatHigh(slot);
    this.beatLow = view.lastBeatLow(slot);
    this.nsHigh = view.nsInodeHigh(slot);
    this.nsLow = view.nsInodeLow(slot);
    this.flags = view.flags(slot);
    this.generation = (this.flags & GENERATION_KNOWN) === 0 ? null : view.generation(slot);
    return this;
  }

  get status(): Status {
    return STATUSES[this.flags & STATUS_BITS];
  }

  get origin(): BeatOrigin {
    return BEAT_ORIGINS[(this.flags & ORIGIN_BITS) >> 2];
  }

  /** Whether its namespace is this one; null for unknown. */
  hasNamespace(ns: bigint | null): boolean {
    if ((this.flags & NS_KNOWN) === 0) return ns === null;
    return ns !== null && hasWords(ns, this.nsHigh, this.nsLow);
  }
}
