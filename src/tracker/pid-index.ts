import { bytesOf, Columns } from '../columns.ts';
import { bump, take } from './counters.ts';
import { hashPid, splitKey, type HashKey } from './pid-hash.ts';

// Constants of this module's own: what is imported or exported is read from memory, and looked at, at each use.
const hash = hashPid;
const BUDGET = 64;
const NOWHERE = -1;
const EMPTY = -1;
const TOMBSTONE = -2;

/** The most cells that one operation of the index reads on its way to a pid. */
export const PROBE_BUDGET = BUDGET;

/** What {@link PidIndex.get} and {@link PidIndex.remove} answer for a pid that is not there. */
export const ABSENT = NOWHERE;

/** A cell that no probe path passes: a lookup may stop here. */
export const EMPTY_CELL = EMPTY;

/** A cell whose pid was removed, and which the path of some live pid still passes. */
export const TOMBSTONE_CELL = TOMBSTONE;

/** The columns of a {@link PidIndex}: for tests that damage them, and for the inspection view. */
export interface PidIndexCells {
  /** The pid in a live cell; without meaning elsewhere. */
  readonly pids: Uint32Array;
  /** The slot of the pid in the same cell; {@link EMPTY_CELL} or {@link TOMBSTONE_CELL} where there is none. */
  readonly slots: Int32Array;
  /** By home cell: how many cells a lookup reads at most, 0 to {@link PROBE_BUDGET}. */
  readonly reaches: Uint8Array;
  /**
   * By cell: how many live pids have it on their path and lie beyond it, 0 to {@link PROBE_BUDGET} − 1: no more cells lie beyond it within
   * the budget, so that a byte is enough.
   */
  readonly passes: Uint8Array;
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
  return bytesOf(8, 1) + bytesOf(4, cells, 2) + bytesOf(1, cells, 2);
}

/**
 * A map from pid to slot of fixed size: open addressing, linear probing, at most {@link PROBE_BUDGET} cells an operation.
 *
 * Invariants: no cell between a live pid's home and the pid is empty; a tombstone stands only where the path of a live pid
 * passes; each home knows how far the farthest of its live pids lies, and no lookup goes beyond that. So the lookup of an
 * unknown pid costs the same after a million removals as on a fresh table, although live pids are never moved. Each cell counts the
 * paths that pass it: a removal that looked for such paths among the homes before it took a fifth longer for a whole eviction.
 */
export class PidIndex {
  // `#pids`, `#slots` and `#reaches` have a value from the start: a field that was undefined first is asked for its type at each use.
  #pids: Uint32Array = NO_U32;
  #slots: Int32Array = NO_I32;
  #mask = 0;
  readonly #key: HashKey | null;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where no live pid is at home. */
  #reaches: Uint8Array = NO_U8;
  /** By cell: live pids whose path passes it. A cell without a pid is empty where that is 0, and else a tombstone. */
  #passes: Uint8Array = NO_U8;
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
    this.#slots = columns.i32(cells).fill(EMPTY);
    this.#reaches = columns.u8(cells);
    this.#passes = columns.u8(cells);
    this.#mask = cells - 1;
    this.#key = key === null ? null : splitKey(key);
  }

  /** Live pids. O(1). */
  get size(): number {
    return this.#size;
  }

  /** The columns themselves. Writing to them breaks the index. O(1). */
  get cells(): PidIndexCells {
    return { pids: this.#pids, slots: this.#slots, reaches: this.#reaches, passes: this.#passes, exhausted: this.#exhausted };
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
    return hash(pid, this.#key) & this.#mask;
  }

  /** The slot of `pid`, or {@link ABSENT}. At most {@link PROBE_BUDGET} cells. */
  get(pid: number): number {
    const cell = this.#find(pid, hash(pid, this.#key) & this.#mask);
    return cell < 0 ? NOWHERE : this.#slots[cell];
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
    const home = hash(pid, this.#key) & mask;
    const reach = this.#reaches[home];
    let free = -1;
    let cell = home;
    let step = 0;
    while (step < BUDGET) {
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
    const distance = (free - home) & mask;
    this.#reaches[home] = Math.max(reach, distance + 1);
    const passes = this.#passes;
    for (let passed = 0; passed < distance; passed++) passes[(home + passed) & mask]++;
    this.#size++;
    return true;
  }

  /**
   * Removes `pid` and answers the slot that it had, or {@link ABSENT}. At most {@link PROBE_BUDGET} cells on the way to it,
   * and twice as many around it: its path, and those that its home reaches.
   */
  remove(pid: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    const home = hash(pid, this.#key) & mask;
    const cell = this.#find(pid, home);
    if (cell < 0) return NOWHERE;
    const slot = slots[cell];
    const passes = this.#passes;
    slots[cell] = passes[cell] === 0 ? EMPTY : TOMBSTONE;
    const distance = (cell - home) & mask;
    for (let step = 0; step < distance; step++) {
      const passed = (home + step) & mask;
      if (--passes[passed] === 0 && slots[passed] < 0) slots[passed] = EMPTY;
    }
    const reach = this.#reaches[home];
    // Only the farthest pid of a home makes its reach shorter.
    if (distance + 1 === reach) this.#reaches[home] = this.#reachOf(home, distance);
    this.#size--;
    this.#removalReads += reach + distance + 1;
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
    this.#passes.set(cells.passes);
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
}
