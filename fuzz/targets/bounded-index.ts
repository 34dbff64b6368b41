import { PidIndex } from '../../src/internal.ts';
import { EMPTY_CELL, PROBE_BUDGET, REMOVAL_BUDGET, TOMBSTONE_CELL } from '../../sim/data/spec/limits.ts';
import { cellCount, modelMix } from '../../sim/oracle/model/index.ts';
import { indexBounds, indexLengthWithin, IndexReader, type IndexSteps } from '../format/pid-index-format.ts';
import { u32Columns } from '../../sim/data/u32-columns.ts';
import { copyPidIndex } from '../../src/tracker/pid-index.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/** Columns that one oracle after another uses, by their length: to make them took a fifteenth of the time of an input. */
export class OracleMemory {
  readonly #kept = new Map<number, readonly Uint32Array[]>();

  /** Five columns, all 0; what had them before has them no more. O(cells). */
  columns(cells: number): readonly Uint32Array[] {
    const kept = this.#kept.get(cells);
    if (kept === undefined) {
      const made = u32Columns(5, cells);
      this.#kept.set(cells, made);
      return made;
    }
    for (const column of kept) column.fill(0);
    return kept;
  }
}

/**
 * Compares an index of pids with what ought to lie in each cell: every answer, the cells read, and the cells themselves. A new pid goes to the
 * first cell on its path that holds no live pid.
 */
export class IndexOracle {
  /** By cell: the pid that came to it last, its slot counted from 1, 0 where it is live no more, and its home. */
  readonly #pids: Uint32Array;
  readonly #places: Uint32Array;
  readonly #homes: Uint32Array;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where none is at home. */
  readonly #reaches: Uint32Array;
  /** By cell: paths of live pids that begin in it, less those that end in it, modulo 2^32; the sum of all cells before is how many pass. */
  readonly #begins: Uint32Array;
  /** Paths that come round from the last cell to the first. */
  #round = 0;
  readonly #mask: number;
  #index: PidIndex;
  #exhausted = 0n;
  #size = 0;

  /** An oracle that had columns of this memory before must not be used any more. */
  constructor(index: PidIndex, capacity: number, memory: OracleMemory) {
    this.#index = index;
    const cells = cellCount(capacity);
    this.#mask = cells - 1;
    [this.#pids, this.#places, this.#homes, this.#reaches, this.#begins] = memory.columns(cells);
  }

  /** Live pids. */
  get size(): number {
    return this.#size;
  }

  /** Whether a pid is live. O(cells of its path). */
  has(pid: number): boolean {
    return this.#cellOf(pid, this.#homeOf(pid)) >= 0;
  }

  /** From now on another index must have the same pids. */
  replaceIndex(index: PidIndex): void {
    this.#index = index;
  }

  /** Inserts a pid, and compares. */
  insert(pid: number, slot: number): void {
    const home = this.#homeOf(pid);
    const cell = this.#cellOf(pid, home);
    const steps = cell < 0 ? this.#stepsToFree(home) : this.#stepsTo(cell, home);
    // A new one up to the first cell that is free, and as far as any pid of its home lies.
    const probes = cell < 0 ? Math.min(PROBE_BUDGET, Math.max(this.#reaches[home], steps)) : steps;
    const fits = steps <= PROBE_BUDGET;
    if (fits) this.#insert(pid, home, (home + steps - 1) & this.#mask, slot);
    else this.#exhausted++;
    this.#index.resetProbes();
    this.#expect('insert', this.#index.insert(pid, slot), fits);
    this.#checkWork('insert', probes, 0);
  }

  /** Removes a pid, and compares. */
  remove(pid: number): void {
    const home = this.#homeOf(pid);
    const cell = this.#cellOf(pid, home);
    const slot = this.#slotIn(cell);
    const probes = this.#probesTo(cell, home);
    if (cell >= 0) this.#remove(home, cell);
    this.#index.resetProbes();
    this.#expect('remove', this.#index.remove(pid), slot);
    // Its own path, and the cells that its home reaches.
    this.#checkWork('remove', probes, cell < 0 ? 0 : probes + 1);
  }

  /** Looks a pid up, and compares. */
  get(pid: number): void {
    const home = this.#homeOf(pid);
    const cell = this.#cellOf(pid, home);
    this.#index.resetProbes();
    this.#expect('get', this.#index.get(pid), this.#slotIn(cell));
    this.#checkWork('get', this.#probesTo(cell, home), 0);
  }

  /** Takes the count of inserts that found no cell, and compares. */
  take(): void {
    this.#index.resetProbes();
    this.#expect('take', this.#index.takeProbeExhausted(), this.#exhausted);
    this.#exhausted = 0n;
    this.#checkWork('take', 0, 0);
  }

  /**
   * Looks at every cell; with `asksAll` every live pid is looked up, too. Once at the end of an input is enough: cells and reaches, which
   * look-ups follow, are compared each time. O(cells).
   */
  scan(asksAll = true): void {
    const { pids, slots, reaches, passes } = this.#index.cells;
    const [ownPids, places, ownReaches, begins] = [this.#pids, this.#places, this.#reaches, this.#begins];
    this.#expect('exhausted', this.#index.probeExhausted, this.#exhausted);
    let passing = this.#round;
    for (let cell = 0; cell < slots.length; cell++) {
      passing = (passing + begins[cell]) | 0;
      const slot = slots[cell];
      const place = places[cell];
      // Where no pid lives, a cell that is on the path of one is a tombstone.
      const expected = place !== 0 ? place - 1 : passing === 0 ? EMPTY_CELL : TOMBSTONE_CELL;
      if (slot !== expected || (place !== 0 && pids[cell] !== ownPids[cell])) this.#wrongCell(cell, pids[cell], slot);
      if (reaches[cell] !== ownReaches[cell]) this.#expect('reach', reaches[cell], ownReaches[cell]);
      if (passes[cell] !== passing) this.#expect('passes', passes[cell], passing);
      if (asksAll && slot >= 0) this.#expect('peek', this.#index.peek(pids[cell]), slot);
    }
  }

  #wrongCell(cell: number, pid: number, slot: number): never {
    const place = this.#places[cell];
    if (place === 0 && slot === EMPTY_CELL) this.#violation('gap', `cell ${cell} is empty, and a live pid lies beyond it`);
    if (place === 0 && slot === TOMBSTONE_CELL) this.#violation('tombstone', `cell ${cell} is on no live pid’s path`);
    this.#violation(
      'cell',
      `cell ${cell} has pid ${pid} with slot ${slot}, and ought to have ${place === 0 ? 'no pid' : `pid ${this.#pids[cell]} with slot ${place - 1}`}`,
    );
  }

  #homeOf(pid: number): number {
    return modelMix(pid) & this.#mask;
  }

  /** The cell of a live pid, whose home this is; −1 for one that is not live. */
  #cellOf(pid: number, home: number): number {
    const [pids, places, mask] = [this.#pids, this.#places, this.#mask];
    const reach = this.#reaches[home];
    for (let steps = 0; steps < reach; steps++) {
      const cell = (home + steps) & mask;
      if (pids[cell] === pid && places[cell] !== 0) return cell;
    }
    return -1;
  }

  #slotIn(cell: number): number {
    return cell < 0 ? -1 : this.#places[cell] - 1;
  }

  /** Cells that are read up to the pid in `cell`; where it is nowhere, −1, as far as any pid of its home lies. */
  #probesTo(cell: number, home: number): number {
    return cell < 0 ? this.#reaches[home] : this.#stepsTo(cell, home);
  }

  /** Cells from a home to a cell on its path, both counted. */
  #stepsTo(cell: number, home: number): number {
    return ((cell - home) & this.#mask) + 1;
  }

  /** Cells from a home to the first one that is free, both counted; more than the budget where none of these is. */
  #stepsToFree(home: number): number {
    const [places, mask] = [this.#places, this.#mask];
    let steps = 1;
    while (steps <= PROBE_BUDGET && places[(home + steps - 1) & mask] !== 0) steps++;
    return steps;
  }

  #insert(pid: number, home: number, cell: number, slot: number): void {
    if (this.#places[cell] === 0) {
      this.#size++;
      this.#notePath(home, cell, 1);
    }
    this.#pids[cell] = pid;
    this.#places[cell] = slot + 1;
    this.#homes[cell] = home;
    this.#reaches[home] = Math.max(this.#reaches[home], this.#stepsTo(cell, home));
  }

  /** A path from a home to a cell is there, `by` 1, or is gone, −1. */
  #notePath(home: number, cell: number, by: number): void {
    this.#begins[home] += by;
    this.#begins[cell] -= by;
    if (cell < home) this.#round += by;
  }

  /** Finds the farthest live pid of that home anew where that was it. */
  #remove(home: number, cell: number): void {
    const [places, homes, mask] = [this.#places, this.#homes, this.#mask];
    this.#size--;
    places[cell] = 0;
    this.#notePath(home, cell, -1);
    let steps = this.#reaches[home];
    if (steps !== this.#stepsTo(cell, home)) return;
    for (; steps > 0; steps--) {
      const at = (home + steps - 1) & mask;
      if (places[at] !== 0 && homes[at] === home) break;
    }
    this.#reaches[home] = steps;
  }

  /** Compares what an operation has read with what it must: cells on the way to a pid, and at least so many beside it. */
  #checkWork(kind: string, probes: number, removal: number): void {
    const index = this.#index;
    if (probes > PROBE_BUDGET) this.#violation('probe-budget', `${kind} must read ${probes} cells, ${PROBE_BUDGET} at most are lawful`);
    this.#expect('probes', index.probes, probes);
    const reads = index.removalReads;
    if (reads < removal || reads > (removal === 0 ? 0 : REMOVAL_BUDGET))
      this.#violation('removal-reads', `${kind} read ${reads} cells, ${removal} at least and ${REMOVAL_BUDGET} at most are lawful`);
    this.#expect('size', index.size, this.#size);
  }

  #expect(rule: string, got: unknown, expected: unknown): void {
    if (got !== expected) this.#violation(rule, `expected ${String(expected)}, got ${String(got)}`);
  }

  #violation(rule: string, detail: string): never {
    throw new FuzzFinding(`bounded-index/${rule}`, detail);
  }
}

/** Cells that are looked at after each change, so that an input costs little: a table of more is looked at now and then. */
const CELLS_EACH_OP = 8;

/** Carries out an input on an index, with looks at its cells between. */
class IndexTrial implements IndexSteps {
  readonly #capacity: number;
  readonly #make: () => PidIndex;
  readonly #copy: typeof copyPidIndex;
  readonly #oracle: IndexOracle;
  readonly #scanEvery: number;
  #index: PidIndex;
  /** What the last copy took the place of; null before the first one. */
  #retired: PidIndex | null = null;
  #ops = 0;

  constructor(capacity: number, make: () => PidIndex, copy: typeof copyPidIndex, memory: OracleMemory) {
    this.#capacity = capacity;
    this.#make = make;
    this.#copy = copy;
    this.#index = make();
    this.#oracle = new IndexOracle(this.#index, capacity, memory);
    this.#scanEvery = Math.max(1, this.#index.cells.slots.length / CELLS_EACH_OP);
  }

  insert(pid: number, slot: number): void {
    // The tracker never asks for more pids than there are slots.
    if (this.#oracle.size < this.#capacity || this.#oracle.has(pid)) this.#oracle.insert(pid, slot);
    this.#lookNowAndThen();
  }

  remove(pid: number): void {
    this.#oracle.remove(pid);
    this.#lookNowAndThen();
  }

  get(pid: number): void {
    this.#oracle.get(pid);
    this.#lookNowAndThen();
  }

  take(): void {
    this.#oracle.take();
    this.#lookNowAndThen();
  }

  /** The first copy is a new one, further ones go into what the copy before took the place of: what that held must not show. */
  copy(): void {
    const copied = this.#retired ?? this.#make();
    this.#copy(this.#index, copied);
    this.#retired = this.#index;
    this.#index = copied;
    this.#oracle.replaceIndex(copied);
    this.#lookNowAndThen();
  }

  end(): void {
    this.#oracle.scan();
  }

  #lookNowAndThen(): void {
    if (++this.#ops % this.#scanEvery === 0) this.#oracle.scan(false);
  }
}

/** The target over another index than the real one: for tests that plant bugs. */
export function boundedIndexTarget(Index: typeof PidIndex, copy: typeof copyPidIndex): FuzzTarget {
  const memory = new OracleMemory();
  return {
    name: 'bounded-index',
    sentence: 'bytes as operations on the index of pids, against what ought to lie in each cell; colliding pids among them',
    formatVersion: 1,
    lengthMax: 512,
    fuzz(bytes) {
      const reader = new IndexReader(bytes);
      const trial = new IndexTrial(reader.capacity, () => new Index(reader.capacity), copy, memory);
      reader.run(trial);
      trial.end();
    },
    dictionary: [Uint8Array.of(0xd0, 64, 63), Uint8Array.of(0xd0, 128, 63), Uint8Array.of(0xf0, 64, 63), Uint8Array.of(0xd0, 192, 31)],
    boundsOf: indexBounds,
    lengthWithin: indexLengthWithin,
  };
}

/** The bounded index of pids, cell by cell. */
export const boundedIndex = boundedIndexTarget(PidIndex, copyPidIndex);
