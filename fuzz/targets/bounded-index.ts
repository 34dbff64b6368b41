import { PidIndex } from '../../src/internal.ts';
import { EMPTY_CELL, PROBE_BUDGET, REMOVAL_BUDGET } from '../../sim/data/spec/limits.ts';
import { u32Columns } from '../../sim/data/u32-columns.ts';
import { cellCount, modelMix } from '../../sim/oracle/model/index.ts';
import { indexBounds, indexLengthWithin, IndexReader, indexOps, type IndexOp } from '../format/pid-index-format.ts';
import { copyPidIndex } from '../../src/tracker/pid-index.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

type PidOp = Exclude<IndexOp, { kind: 'copy' | 'take' }>;

/**
 * Compares an index of pids with a Map from each live pid to its cell, and what lies in each cell beside it: every answer, the cells read,
 * and the cells themselves. A new pid goes to the first cell on its path that holds no live pid.
 */
export class IndexOracle {
  readonly #cellOf = new Map<number, number>();
  /** By cell: the live pid in it, its slot counted from 1, 0 where there is none, and its home. */
  readonly #pids: Uint32Array;
  readonly #places: Uint32Array;
  readonly #homes: Uint32Array;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where none is at home. */
  readonly #reaches: Uint32Array;
  readonly #mask: number;
  #index: PidIndex;
  #exhausted = 0n;

  constructor(index: PidIndex, capacity: number) {
    this.#index = index;
    const cells = cellCount(capacity);
    this.#mask = cells - 1;
    [this.#pids, this.#places, this.#homes, this.#reaches] = u32Columns(4, cells);
  }

  /** Live pids. */
  get size(): number {
    return this.#cellOf.size;
  }

  /** Whether a pid is live. */
  has(pid: number): boolean {
    return this.#cellOf.has(pid);
  }

  /** From now on another index must have the same pids. */
  replaceIndex(index: PidIndex): void {
    this.#index = index;
  }

  /** Carries out one operation and compares. */
  take(op: Exclude<IndexOp, { kind: 'copy' }>): void {
    const index = this.#index;
    index.resetProbes();
    let probes = 0;
    let removal = 0;
    if (op.kind === 'take') {
      this.#expect('take', index.takeProbeExhausted(), this.#exhausted);
      this.#exhausted = 0n;
    } else {
      const home = modelMix(op.pid) & this.#mask;
      const cell = this.#cellOf.get(op.pid) ?? -1;
      probes = this.#carryOut(op, home, cell);
      // Its own path, and the cells that its home reaches.
      if (op.kind === 'remove' && cell >= 0) removal = probes + 1;
    }
    if (probes > PROBE_BUDGET) this.#violation('probe-budget', `${op.kind} must read ${probes} cells, ${PROBE_BUDGET} at most are lawful`);
    this.#expect('probes', index.probes, probes);
    const reads = index.removalReads;
    if (reads < removal || reads > (removal === 0 ? 0 : REMOVAL_BUDGET))
      this.#violation('removal-reads', `${op.kind} read ${reads} cells, ${removal} at least and ${REMOVAL_BUDGET} at most are lawful`);
    this.#expect('size', index.size, this.#cellOf.size);
  }

  /** Carries out an operation on a pid, which is at home in `home` and lies in `cell` before it, −1 for nowhere. The cells that it has to read. */
  #carryOut(op: PidOp, home: number, cell: number): number {
    const index = this.#index;
    const slot = cell < 0 ? -1 : this.#places[cell] - 1;
    // Up to the pid; without it as far as any pid of its home lies.
    let probes = cell < 0 ? this.#reaches[home] : this.#stepsTo(cell, home);
    if (op.kind === 'insert') {
      const steps = cell < 0 ? this.#stepsToFree(home) : probes;
      // A new one up to the first cell that is free, too.
      probes = Math.min(PROBE_BUDGET, Math.max(probes, steps));
      const fits = steps <= PROBE_BUDGET;
      if (fits) this.#insert(op.pid, home, (home + steps - 1) & this.#mask, op.slot);
      else this.#exhausted++;
      this.#expect('insert', index.insert(op.pid, op.slot), fits);
    } else if (op.kind === 'remove') {
      if (cell >= 0) this.#remove(op.pid, home, cell);
      this.#expect('remove', index.remove(op.pid), slot);
    } else this.#expect('get', index.get(op.pid), slot);
    return probes;
  }

  /**
   * Looks at every cell; with `asksAll` every live pid is looked up, too. Once at the end of an input is enough: cells and reaches, which
   * look-ups follow, are compared each time. O(cells).
   */
  scan(asksAll = true): void {
    const { pids, slots, reaches } = this.#index.cells;
    this.#expect('exhausted', this.#index.probeExhausted, this.#exhausted);
    let pathEnd = this.#pathEndBefore();
    for (let cell = 0; cell < slots.length; cell++) {
      const reach = this.#reaches[cell];
      if (cell + reach - 1 > pathEnd) pathEnd = cell + reach - 1;
      const slot = slots[cell];
      const expected = this.#places[cell] - 1;
      if (expected < 0 ? slot >= 0 : slot !== expected || pids[cell] !== this.#pids[cell])
        this.#violation(
          'cell',
          `cell ${cell} has pid ${pids[cell]} with slot ${slot}, and ought to have ${expected < 0 ? 'no pid' : `pid ${this.#pids[cell]} with slot ${expected}`}`,
        );
      if (reaches[cell] !== reach) this.#expect('reach', reaches[cell], reach);
      if (slot >= 0) {
        if (asksAll) this.#expect('peek', this.#index.peek(pids[cell]), slot);
      } else if (slot === EMPTY_CELL) {
        if (cell < pathEnd) this.#violation('gap', `cell ${cell} is empty, and a live pid lies beyond it`);
      } else if (cell >= pathEnd) this.#violation('tombstone', `cell ${cell} is on no live pid’s path`);
    }
  }

  /** The cell in which the paths of the pids end that are at home in the last cells, counted on from the last one round to the first: 0 or less if none comes round. */
  #pathEndBefore(): number {
    const { length } = this.#reaches;
    let end = 0;
    for (let home = Math.max(0, length - PROBE_BUDGET); home < length; home++) end = Math.max(end, home + this.#reaches[home] - 1 - length);
    return end;
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
    this.#cellOf.set(pid, cell);
    this.#pids[cell] = pid;
    this.#places[cell] = slot + 1;
    this.#homes[cell] = home;
    this.#reaches[home] = Math.max(this.#reaches[home], this.#stepsTo(cell, home));
  }

  /** Finds the farthest live pid of that home anew where that was it. */
  #remove(pid: number, home: number, cell: number): void {
    const [places, homes, mask] = [this.#places, this.#homes, this.#mask];
    this.#cellOf.delete(pid);
    places[cell] = 0;
    let steps = this.#reaches[home];
    if (steps !== this.#stepsTo(cell, home)) return;
    for (; steps > 0; steps--) {
      const at = (home + steps - 1) & mask;
      if (places[at] !== 0 && homes[at] === home) break;
    }
    this.#reaches[home] = steps;
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

/** The target over another index than the real one: for tests that plant bugs. */
export function boundedIndexTarget(Index: typeof PidIndex, copy: typeof copyPidIndex): FuzzTarget {
  return {
    name: 'bounded-index',
    sentence: 'bytes as operations on the index of pids, against a Map with cells; colliding pids among them',
    formatVersion: 1,
    lengthMax: 512,
    fuzz(bytes) {
      const reader = new IndexReader(bytes);
      const make = (): PidIndex => new Index(reader.capacity);
      let index = make();
      const oracle = new IndexOracle(index, reader.capacity);
      const scanEvery = Math.max(1, index.cells.slots.length / CELLS_EACH_OP);
      let ops = 0;
      for (const op of indexOps(reader)) {
        if (op.kind === 'copy') {
          const copied = make();
          copy(index, copied);
          index = copied;
          oracle.replaceIndex(index);
        } else if (op.kind !== 'insert' || oracle.size < reader.capacity || oracle.has(op.pid)) {
          // The tracker never asks for more pids than there are slots.
          oracle.take(op);
        }
        if (++ops % scanEvery === 0) oracle.scan(false);
      }
      oracle.scan();
    },
    dictionary: [Uint8Array.of(0xd0, 64, 63), Uint8Array.of(0xd0, 128, 63), Uint8Array.of(0xf0, 64, 63), Uint8Array.of(0xd0, 192, 31)],
    boundsOf: indexBounds,
    lengthWithin: indexLengthWithin,
  };
}

/** The bounded index of pids against a Map. */
export const boundedIndex = boundedIndexTarget(PidIndex, copyPidIndex);
