import { highWord, lowWord } from './codec.ts';

/**
 * Low 32 bits of a × b, both u32. The left side is taken by halves, so that every product stays below 2^53. Cut by bits: remainders of
 * doubles take ten times as long, and rules hash every pid of a table.
 */
function multiplyU32(a: number, b: number): number {
  const low = (a & 0xffff) * b;
  const high = ((a >>> 16) * b) & 0xffff;
  return (low + high * 65536) >>> 0;
}

/** `value` with its own upper bits, moved down by `bits`, xored in; u32. */
function foldDown(value: number, bits: number): number {
  return (value ^ (value >>> bits)) >>> 0;
}

/** Spreads a pid over the u32 range: the finalizer of the 32-bit Murmur3 hash. A bijection. */
export function modelMix(pid: number): number {
  const first = multiplyU32(foldDown(pid, 16), 0x85ebca6b);
  const second = multiplyU32(foldDown(first, 13), 0xc2b2ae35);
  return foldDown(second, 16);
}

/** Where a pid is spread to with a key, u64, that nobody outside knows; without one that is {@link modelMix}. u32. */
export function modelHash(pid: number, key: bigint | null): number {
  if (key === null) return modelMix(pid);
  return modelMix((modelMix((pid ^ lowWord(key)) >>> 0) ^ highWord(key)) >>> 0);
}

/** Cells that an insert may look at, counted with wrap-around, so small tables are looked at more than once. */
const PROBES_MAX = 64;

/** A cell, and the slot of its pid, are kept as one number: an object for both is one more look at memory for each look-up. */
const SLOT_BITS = 16;

/** Cells for a tracker of `capacity` slots: the next power of two of twice the capacity, at least 2. */
export function cellCount(capacity: number): number {
  let count = 2;
  while (count < 2 * capacity) count *= 2;
  return count;
}

/**
 * Where the live pids lie in the pid index, and which slot each one has. A pid goes to the first cell of its path that
 * holds no live pid, so how the production index marks its removed keys cannot show, and the model marks nothing.
 */
export class ModelIndex {
  /** The pid in each cell, or null. */
  readonly cells: (number | null)[];
  readonly #places = new Map<number, number>();
  readonly #key: bigint | null;
  /** The pid whose slot was asked for last, and that slot; NaN for none, also once anything has changed. */
  #askedPid = Number.NaN;
  #askedSlot = -1;

  /** `key` is a u64 that nobody outside knows, so that nobody can choose pids that share a home; null for none. */
  constructor(capacity: number, key: bigint | null = null) {
    this.#key = key;
    this.cells = new Array<number | null>(cellCount(capacity)).fill(null);
  }

  /** Live pids. */
  get size(): number {
    return this.#places.size;
  }

  /** The slot of `pid`, or −1. O(1). A beat asks for its pid three times: the map is asked once. */
  slotOf(pid: number): number {
    if (pid === this.#askedPid) return this.#askedSlot;
    this.#askedPid = pid;
    const place = this.#places.get(pid);
    this.#askedSlot = place === undefined ? -1 : place & (2 ** SLOT_BITS - 1);
    return this.#askedSlot;
  }

  /** The cell of `pid`, or −1. O(1). */
  cellOf(pid: number): number {
    const place = this.#places.get(pid);
    return place === undefined ? -1 : place >>> SLOT_BITS;
  }

  /** Points `pid` to `slot`. False, with nothing changed, if 64 steps from its home meet live pids only. */
  insert(pid: number, slot: number): boolean {
    const known = this.cellOf(pid);
    const cell = known === -1 ? this.#freeCell(pid) : known;
    if (cell === -1) return false;
    this.cells[cell] = pid;
    this.#places.set(pid, (cell << SLOT_BITS) | slot);
    this.#askedPid = Number.NaN;
    return true;
  }

  /** Takes `pid` out; nothing happens if it is not there. */
  remove(pid: number): void {
    const cell = this.cellOf(pid);
    if (cell === -1) return;
    this.cells[cell] = null;
    this.#places.delete(pid);
    this.#askedPid = Number.NaN;
  }

  /** Becomes what `other`, of the same capacity, is. O(cells). */
  copyFrom(other: ModelIndex): void {
    other.cells.forEach((pid, cell) => (this.cells[cell] = pid));
    this.#places.clear();
    this.#askedPid = Number.NaN;
    for (const [pid, place] of other.#places) this.#places.set(pid, place);
  }

  #freeCell(pid: number): number {
    const home = modelHash(pid, this.#key) % this.cells.length;
    for (let step = 0; step < PROBES_MAX; step++) {
      const cell = (home + step) % this.cells.length;
      if (this.cells[cell] === null) return cell;
    }
    return -1;
  }
}
