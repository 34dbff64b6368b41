import { bytesOf, Columns } from '../columns.ts';
import { bump, take } from './counters.ts';
import { hashPid, splitKey, type HashKey } from './pid-hash.ts';

/** The most cells that one operation of the index reads on its way to a pid. */
export const PROBE_BUDGET = 64;

/** The most cells that a removal reads beside the way to its pid: those that its home reaches, its path, and a path before its home. */
export const REMOVAL_BUDGET = 3 * PROBE_BUDGET;

/** What {@link PidIndex.get} and {@link PidIndex.remove} answer for a pid that is not there. */
export const ABSENT = -1;

/** A cell that no probe path passes: a lookup may stop here. */
export const EMPTY_CELL = -1;

/** A cell whose pid was removed, and which the path of some live pid still passes. */
export const TOMBSTONE_CELL = -2;

/** The columns of a {@link PidIndex}: for tests that damage them, and for the inspection view. */
export interface PidIndexCells {
  /** The pid in a live cell; without meaning elsewhere. */
  readonly pids: Uint32Array;
  /** The slot of the pid in the same cell; {@link EMPTY_CELL} or {@link TOMBSTONE_CELL} where there is none. */
  readonly slots: Int32Array;
  /** By home cell: how many cells a lookup reads at most, 0 to {@link PROBE_BUDGET}. */
  readonly reaches: Uint8Array;
  /** One entry: what {@link PidIndex.takeProbeExhausted} would answer. */
  readonly exhausted: BigUint64Array;
}

const NO_U32 = new Uint32Array(0);
const NO_I32 = new Int32Array(0);
const NO_U8 = new Uint8Array(0);

/** Makes one index what another of the same capacity is. Not part of the package's interface: for checkpoints. O(cells). */
export let copyPidIndex: (from: PidIndex, to: PidIndex) => void;

/** Cells of an index for up to `capacity` pids. */
function cellsFor(capacity: number): number {
  let cells = 2;
  while (cells < 2 * capacity) cells *= 2;
  return cells;
}

/** Bytes of the columns of an index for up to `capacity` pids. O(log capacity). */
export function pidIndexBytes(capacity: number): number {
  const cells = cellsFor(capacity);
  return bytesOf(8, 1) + bytesOf(4, cells, 2) + bytesOf(1, cells);
}

/**
 * A map from pid to slot of fixed size: open addressing, linear probing, at most {@link PROBE_BUDGET} cells an operation.
 *
 * Invariants: no cell between a live pid's home and the pid is empty; a tombstone stands only where the path of a live pid
 * passes; each home knows how far the farthest of its live pids lies, and no lookup goes beyond that. So the lookup of an
 * unknown pid costs the same after a million removals as on a fresh table, although live pids are never moved.
 */
export class PidIndex {
  // `#pids`, `#slots` and `#reaches` have a value from the start: a field that was undefined first is asked for its type at each use.
  #pids: Uint32Array = NO_U32;
  #slots: Int32Array = NO_I32;
  #mask = 0;
  readonly #key: HashKey | null;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where no live pid is at home. */
  #reaches: Uint8Array = NO_U8;
  readonly #exhausted: BigUint64Array;
  #size = 0;
  #probes = 0;
  #removalReads = 0;

  static {
    copyPidIndex = (from, to) => to.#copyFrom(from);
  }

  /**
   * An empty index for up to `capacity` pids at a load of at most one half. `capacity` is an integer from 0 to 4096;
   * `key`, u64, makes home cells unpredictable to whoever does not know it, null leaves them to `mix32` alone. Its columns are taken
   * from `columns`, which has {@link pidIndexBytes} bytes for them. O(capacity).
   */
  constructor(capacity: number, key: bigint | null = null, columns = new Columns(pidIndexBytes(capacity))) {
    const cells = cellsFor(capacity);
    this.#exhausted = columns.u64(1);
    this.#pids = columns.u32(cells);
    this.#slots = columns.i32(cells).fill(EMPTY_CELL);
    this.#reaches = columns.u8(cells);
    this.#mask = cells - 1;
    this.#key = key === null ? null : splitKey(key);
  }

  /** Live pids. O(1). */
  get size(): number {
    return this.#size;
  }

  /** The columns themselves. Writing to them breaks the index. O(1). */
  get cells(): PidIndexCells {
    return { pids: this.#pids, slots: this.#slots, reaches: this.#reaches, exhausted: this.#exhausted };
  }

  /** Cells read on probe paths since the last {@link resetProbes}. O(1). */
  get probes(): number {
    return this.#probes;
  }

  /** An upper bound on the cells that removals read, beside their probe paths, since the last {@link resetProbes}. O(1). */
  get removalReads(): number {
    return this.#removalReads;
  }

  /** Starts new counts of {@link probes} and {@link removalReads}. O(1). */
  resetProbes(): void {
    this.#probes = 0;
    this.#removalReads = 0;
  }

  /** The cell at which the path of `pid` begins. O(1). */
  homeOf(pid: number): number {
    return hashPid(pid, this.#key) & this.#mask;
  }

  /** The slot of `pid`, or {@link ABSENT}. At most {@link PROBE_BUDGET} cells. */
  get(pid: number): number {
    const cell = this.#find(pid, this.homeOf(pid));
    return cell < 0 ? ABSENT : this.#slots[cell];
  }

  /** As {@link get}, but leaves the count of probes alone. */
  peek(pid: number): number {
    const probes = this.#probes;
    const slot = this.get(pid);
    this.#probes = probes;
    return slot;
  }

  /**
   * Sets the slot of `pid`: in place where the pid is known, else in the first cell on its path that is not live.
   * False, with the table as it was and {@link takeProbeExhausted} one higher, when all cells within the budget are live.
   */
  insert(pid: number, slot: number): boolean {
    const pids = this.#pids;
    const slots = this.#slots;
    const mask = this.#mask;
    const home = this.homeOf(pid);
    const reach = this.#reaches[home];
    let free = -1;
    let cell = home;
    let step = 0;
    while (step < PROBE_BUDGET) {
      step++;
      const found = slots[cell];
      if (found >= 0) {
        if (pids[cell] === pid) {
          slots[cell] = slot;
          this.#probes += step;
          return true;
        }
      } else if (free < 0) {
        free = cell;
      }
      if (free >= 0 && step >= reach) break;
      cell = (cell + 1) & mask;
    }
    this.#probes += step;
    if (free < 0) {
      bump(this.#exhausted, 0);
      return false;
    }
    pids[free] = pid;
    slots[free] = slot;
    this.#reaches[home] = Math.max(reach, ((free - home) & mask) + 1);
    this.#size++;
    return true;
  }

  /**
   * Removes `pid` and answers the slot that it had, or {@link ABSENT}. At most {@link PROBE_BUDGET} cells on the way to it,
   * and {@link REMOVAL_BUDGET} cells around it.
   */
  remove(pid: number): number {
    const home = this.homeOf(pid);
    const cell = this.#find(pid, home);
    if (cell < 0) return ABSENT;
    const slot = this.#slots[cell];
    this.#slots[cell] = TOMBSTONE_CELL;
    this.#size--;
    const reach = this.#reaches[home];
    // Only the farthest pid of a home makes its reach shorter.
    if (((cell - home) & this.#mask) + 1 === reach) this.#reaches[home] = this.#reachOf(home, reach - 1);
    this.#removalReads += reach + this.#reclaim(cell, home);
    return slot;
  }

  /** Inserts refused for want of a free cell since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeProbeExhausted(): bigint {
    return take(this.#exhausted, 0);
  }

  /** What {@link takeProbeExhausted} would answer, without zeroing it. O(1). */
  get probeExhausted(): bigint {
    return this.#exhausted[0];
  }

  #copyFrom({ cells, size, probes, removalReads }: PidIndex): void {
    this.#pids.set(cells.pids);
    this.#slots.set(cells.slots);
    this.#reaches.set(cells.reaches);
    this.#exhausted.set(cells.exhausted);
    this.#size = size;
    this.#probes = probes;
    this.#removalReads = removalReads;
  }

  /** The cell of `pid`, whose path begins at `home`; −1 if it is not there. Counts the cells read. At most as many as the home reaches. */
  #find(pid: number, home: number): number {
    const pids = this.#pids;
    const slots = this.#slots;
    const mask = this.#mask;
    const reach = this.#reaches[home];
    let cell = home;
    for (let step = 1; step <= reach; step++) {
      if (pids[cell] === pid && slots[cell] >= 0) {
        this.#probes += step;
        return cell;
      }
      cell = (cell + 1) & mask;
    }
    this.#probes += reach;
    return -1;
  }

  /** Cells from `home` to the farthest live pid of that home, of which there is none beyond `reach`. At most `reach` cells. */
  #reachOf(home: number, reach: number): number {
    const pids = this.#pids;
    const slots = this.#slots;
    const mask = this.#mask;
    for (let cells = reach; cells > 0; cells--) {
      const cell = (home + cells - 1) & mask;
      if (slots[cell] >= 0 && this.homeOf(pids[cell]) === home) return cells;
    }
    return 0;
  }

  /**
   * Empties those cells from `home` to `removed` that no live pid's path passes any more. Only these can have changed: they are the
   * path of the pid just removed. A path that passes one of them begins in it, between `home` and it, or before `home` with no empty
   * cell between, and how far each home reaches is known: asking the pids behind for their homes, a hash each, took 20 ns longer.
   * Positions are counted without wrapping, from `home` on; the mask is applied on access. Answers how many cells it read at most:
   * less than twice the budget.
   */
  #reclaim(removed: number, home: number): number {
    const slots = this.#slots;
    const reaches = this.#reaches;
    const mask = this.#mask;
    const last = home + ((removed - home) & mask);
    // A path that begins before this one ends at `home` at the latest.
    const first = home + 1 - Math.min(PROBE_BUDGET - 1, mask);
    // The first position that no path reaches which begins before the one looked at.
    let end = home;
    let before = home - 1;
    for (; before >= first && end <= last && slots[before & mask] !== EMPTY_CELL; before--) {
      end = Math.max(end, before + reaches[before & mask]);
    }
    for (let at = home; at <= last; at++) {
      end = Math.max(end, at + reaches[at & mask]);
      if (end <= at && slots[at & mask] < 0) slots[at & mask] = EMPTY_CELL;
    }
    return last - before + 1;
  }
}
