import { asBytes, liesInMemory, wordsOf } from '../columns.ts';
import { HIGH_WORD, LOW_WORD } from '../u64.ts';
import { STATUSES, type Status } from '../vlp/status.ts';
import { BEAT_ORIGINS, type BeatOrigin } from './origin.ts';
import { TRACKER_COUNTER, type TrackerCounterName } from './counters.ts';
import type { TrackerInternals } from './internals.ts';
import { EMPTY_CELL, type PidIndex } from './pid-index.ts';
import type { SlotTable } from './slot-table.ts';
import { trackerInternals, type Tracker } from './tracker.ts';

// Constants of this module's own: an imported one is read from memory at each use.
const HIGH = HIGH_WORD;
const LOW = LOW_WORD;
const PROBE_EXHAUSTED = TRACKER_COUNTER.probeExhausted;
const NONE: readonly Uint8Array[] = [];

/**
 * Looks into a tracker and changes nothing: for checks, and for people who debug. Every method is O(1) unless it says
 * otherwise; slots are 0 to `length` − 1, cells 0 to `cells` − 1, and nothing is said about arguments outside.
 */
export class TrackerView {
  /** The tracker that it looks into. */
  readonly tracker: Tracker;
  /** Cells of the pid index: a power of two. */
  readonly cells: number;
  readonly #inside: TrackerInternals;
  readonly #slots: SlotTable;
  readonly #index: PidIndex;
  readonly #cellPids: Uint32Array;
  readonly #cellSlots: Int32Array;
  readonly #cellReaches: Uint8Array;
  readonly #cellPasses: Uint8Array;
  readonly #counters: BigUint64Array;
  readonly #counterWords: Uint32Array;
  readonly #indexCounters: BigUint64Array;
  readonly #indexCounterWords: Uint32Array;
  readonly #nonceWords: Uint32Array;
  readonly #nsWords: Uint32Array;
  readonly #generationWords: Uint32Array;
  #indexBytes: readonly Uint8Array[] | null = null;

  /** Reads live state, not a copy: what it answers follows the tracker. O(1). */
  constructor(tracker: Tracker) {
    this.tracker = tracker;
    this.#inside = trackerInternals(tracker);
    this.#slots = this.#inside.slots;
    this.#index = this.#inside.index;
    const { pids, slots, reaches, passes, exhausted } = this.#index.cells;
    this.#cellPids = pids;
    this.#cellSlots = slots;
    this.#cellReaches = reaches;
    this.#cellPasses = passes;
    this.cells = this.#cellSlots.length;
    this.#counters = this.#inside.counters;
    this.#counterWords = wordsOf(this.#counters);
    this.#indexCounters = exhausted;
    this.#indexCounterWords = wordsOf(this.#indexCounters);
    this.#nonceWords = wordsOf(this.#slots.lastNonces);
    this.#nsWords = wordsOf(this.#slots.nsInodes);
    this.#generationWords = wordsOf(this.#slots.generations);
  }

  /** Slots in use. */
  get length(): number {
    return this.tracker.length;
  }

  /** Slot at which the next eviction pass starts. */
  get cursor(): number {
    return this.#inside.state.cursor;
  }

  /** Slots whose stall was handed out, as the tracker counts them. */
  get stallCount(): number {
    return this.#inside.state.stallCount;
  }

  /** The pid evicted last since the last take, or null. */
  get lastEvictedPid(): number | null {
    return this.#inside.state.lastEvictedPid;
  }

  /** The pid that the slot is for, u32. */
  pid(slot: number): number {
    return this.#slots.pids[slot];
  }

  /** The nonce of the slot's last accepted beat, u64; with the tracker's `lastWords` of its last regular one. */
  lastNonce(slot: number): bigint {
    return this.#slots.lastNonces[slot];
  }

  /** When the slot's last accepted beat came, in nanoseconds. */
  lastBeatNs(slot: number): bigint {
    return this.#slots.lastBeatNs[slot];
  }

  /** The status of the slot's last accepted beat. */
  status(slot: number): Status {
    return STATUSES[this.#slots.statuses[slot]];
  }

  /** The slot's pinned origin: that of its pid's first beat, or of the last takeover. */
  origin(slot: number): BeatOrigin {
    return BEAT_ORIGINS[this.#slots.origins[slot]];
  }

  /** The pinned namespace, or null while unknown. */
  nsInode(slot: number): bigint | null {
    return this.#slots.nsKnown[slot] === 1 ? this.#slots.nsInodes[slot] : null;
  }

  /** Whether the stall of the slot's present silence was handed out. */
  stallEmitted(slot: number): boolean {
    return this.#slots.stallEmitted[slot] === 1;
  }

  /** Whether a terminal frame was accepted since the slot's last regular one; false without the tracker's `lastWords`. */
  terminalSeen(slot: number): boolean {
    return this.#slots.terminalSeen[slot] === 1;
  }

  /** The pinned generation of the slot's process, u64, or null while unknown or without the tracker's `pinGeneration`. */
  generation(slot: number): bigint | null {
    return this.#slots.generationKnown[slot] === 1 ? this.#slots.generations[slot] : null;
  }

  /**
   * A slot's small columns in one number: bits 0–1 status, 2–3 origin, 4 namespace known, 5 stall handed out, 6 terminal
   * frame seen, 7 generation known.
   */
  flags(slot: number): number {
    const { statuses, origins, nsKnown, stallEmitted, terminalSeen, generationKnown } = this.#slots;
    const small = statuses[slot] | (origins[slot] << 2) | (nsKnown[slot] << 4) | (stallEmitted[slot] << 5);
    return small | (terminalSeen[slot] << 6) | (generationKnown[slot] << 7);
  }

  /** Lower 32 bits of {@link lastBeatNs}. Halves are for checks that run at every step and cannot afford a bigint. */
  lastBeatLow(slot: number): number {
    return this.#slots.lastBeatWords[2 * slot + LOW];
  }

  /** Upper 32 bits of {@link lastBeatNs}. */
  lastBeatHigh(slot: number): number {
    return this.#slots.lastBeatWords[2 * slot + HIGH];
  }

  /** Lower 32 bits of {@link lastNonce}. */
  lastNonceLow(slot: number): number {
    return this.#nonceWords[2 * slot + LOW];
  }

  /** Upper 32 bits of {@link lastNonce}. */
  lastNonceHigh(slot: number): number {
    return this.#nonceWords[2 * slot + HIGH];
  }

  /** Lower 32 bits of {@link nsInode}; without meaning while it is null. */
  nsInodeLow(slot: number): number {
    return this.#nsWords[2 * slot + LOW];
  }

  /** Upper 32 bits of {@link nsInode}; without meaning while it is null. */
  nsInodeHigh(slot: number): number {
    return this.#nsWords[2 * slot + HIGH];
  }

  /** Lower 32 bits of {@link generation}; without meaning while it is null. */
  generationLow(slot: number): number {
    return this.#generationWords[2 * slot + LOW];
  }

  /** Upper 32 bits of {@link generation}; without meaning while it is null. */
  generationHigh(slot: number): number {
    return this.#generationWords[2 * slot + HIGH];
  }

  /** Live pids of the index, as the index counts them. */
  get indexSize(): number {
    return this.#index.size;
  }

  /** The pid in a live cell of the index; without meaning elsewhere. */
  cellPid(cell: number): number {
    return this.#cellPids[cell];
  }

  /** The slot that a live cell names; −1 for an empty cell, −2 for a tombstone. */
  cellSlot(cell: number): number {
    return this.#cellSlots[cell];
  }

  /** How many cells a lookup reads at most that begins at `cell`, 0 to {@link PROBE_BUDGET}. */
  cellReach(cell: number): number {
    return this.#cellReaches[cell];
  }

  /**
   * How many live pids have `cell` on their path and lie beyond it, 0 to {@link PROBE_BUDGET} − 1: a cell without a pid is a tombstone where
   * there is one.
   */
  cellPasses(cell: number): number {
    return this.#cellPasses[cell];
  }

  /**
   * The columns of the pid index, and the pids of all slots, as bytes: to be compared whole. Empty where a column is so small that it lies
   * apart from the tracker's piece of memory. O(1).
   */
  get indexBytes(): readonly Uint8Array[] {
    return (this.#indexBytes ??= liesInMemory(this.#cellReaches)
      ? [this.#cellPids, this.#cellSlots, this.#cellReaches, this.#cellPasses, this.#slots.pids].map(asBytes)
      : NONE);
  }

  /** Cells that are not empty. O(cells). */
  get occupiedCells(): number {
    let occupied = 0;
    const slots = this.#cellSlots;
    for (let cell = 0; cell < slots.length; cell++) if (slots[cell] !== EMPTY_CELL) occupied++;
    return occupied;
  }

  /** The cell at which a lookup of `pid` begins, as the index's key has it. */
  homeCell(pid: number): number {
    return this.#index.homeOf(pid);
  }

  /** The slot that a lookup of `pid` finds, or −1. O(probe budget). */
  resolve(pid: number): number {
    return this.#index.peek(pid);
  }

  /** A counter as the next take would answer it: u64. */
  counter(name: TrackerCounterName): bigint {
    return name === 'probeExhausted' ? this.#indexCounters[0] : this.#counters[TRACKER_COUNTER[name]];
  }

  /** Lower 32 bits of the counter at a place in {@link TRACKER_COUNTER_NAMES}. */
  counterLow(at: number): number {
    return at === PROBE_EXHAUSTED ? this.#indexCounterWords[LOW] : this.#counterWords[2 * at + LOW];
  }

  /** Slots that the last `record` read in its pass over stalled slots. */
  get stalledPassSlots(): number {
    return this.#inside.work.stalledPassSlots;
  }

  /** Slots that the last `record` read in its pass over all slots. */
  get anyPassSlots(): number {
    return this.#inside.work.anyPassSlots;
  }

  /** Cells that the last `record` read on probe paths. */
  get probes(): number {
    return this.#index.probes;
  }

  /** Cells that the last `record` read to take a pid out of the index, beside probe paths. */
  get removalReads(): number {
    return this.#index.removalReads;
  }
}
