import { EMPTY_CELL, PROBE_BUDGET, REMOVAL_BUDGET, TOMBSTONE_CELL, PidIndex } from '../../src/internal.ts';
import { ModelIndex, modelMix } from '../../sim/oracle/model/index.ts';
import { indexBounds, indexLengthWithin, IndexReader, indexOps, type IndexOp } from '../format/pid-index-format.ts';
import { copyPidIndex } from '../../src/tracker/pid-index.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/**
 * Compares an index of pids with the model's, which is a Map with the cell of each pid beside it: every answer, the cells read, and
 * the cells themselves.
 */
export class IndexOracle {
  readonly #model: ModelIndex;
  /** By cell: the home of the live pid in it; without meaning elsewhere. */
  readonly #homes: Int32Array;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where none is at home. */
  readonly #reaches: Uint8Array;
  /** By cell: 1 where the path of a live pid passes it, at the last scan. */
  readonly #passed: Uint8Array;
  #index: PidIndex;
  #exhausted = 0n;

  constructor(index: PidIndex, capacity: number) {
    this.#index = index;
    this.#model = new ModelIndex(capacity);
    const { length } = this.#model.cells;
    this.#homes = new Int32Array(length);
    this.#reaches = new Uint8Array(length);
    this.#passed = new Uint8Array(length);
  }

  /** Pids that the model holds. */
  get size(): number {
    return this.#model.size;
  }

  /** Whether the model holds a pid. */
  has(pid: number): boolean {
    return this.#model.slotOf(pid) >= 0;
  }

  /** From now on another index must agree with the model, which stays as it is. */
  replaceIndex(index: PidIndex): void {
    this.#index = index;
  }

  /** Carries out one operation on both and compares. */
  take(op: Exclude<IndexOp, { kind: 'copy' }>): void {
    const index = this.#index;
    const model = this.#model;
    index.resetProbes();
    const probes = op.kind === 'take' ? 0 : this.#probesOf(op);
    // Its own path, and the cells that its home reaches.
    const removal = op.kind === 'remove' && this.has(op.pid) ? probes + 1 : 0;
    switch (op.kind) {
      case 'insert': {
        const fits = model.insert(op.pid, op.slot);
        if (fits) this.#noteInserted(op.pid);
        else this.#exhausted++;
        this.#expect('insert', index.insert(op.pid, op.slot), fits);
        break;
      }
      case 'remove':
        this.#expect('remove', index.remove(op.pid), model.slotOf(op.pid));
        model.remove(op.pid);
        this.#noteRemoved(op.pid);
        break;
      case 'get':
        this.#expect('get', index.get(op.pid), model.slotOf(op.pid));
        break;
      case 'take':
        this.#expect('take', index.takeProbeExhausted(), this.#exhausted);
        this.#exhausted = 0n;
    }
    if (probes > PROBE_BUDGET) this.#violation('probe-budget', `${op.kind} must read ${probes} cells, ${PROBE_BUDGET} at most are lawful`);
    this.#expect('probes', index.probes, probes);
    const reads = index.removalReads;
    if (reads < removal || reads > (removal === 0 ? 0 : REMOVAL_BUDGET))
      this.#violation('removal-reads', `${op.kind} read ${reads} cells, ${removal} at least and ${REMOVAL_BUDGET} at most are lawful`);
    this.#expect('size', index.size, model.size);
  }

  /** Looks at every cell. O(cells + sum of all distances). */
  scan(): void {
    const { pids, slots } = this.#index.cells;
    const { cells } = this.#model;
    const passed = this.#passed.fill(0);
    this.#expect('exhausted', this.#index.probeExhausted, this.#exhausted);
    for (let cell = 0; cell < cells.length; cell++) {
      const pid = cells[cell];
      this.#expect('cell', slots[cell] >= 0 ? pids[cell] : null, pid);
      if (pid === null) continue;
      this.#expect('peek', this.#index.peek(pid), this.#model.slotOf(pid));
      for (let at = this.#homes[cell]; at !== cell; at = this.#next(at)) passed[at] = 1;
    }
    for (let cell = 0; cell < slots.length; cell++) {
      if (slots[cell] === EMPTY_CELL && passed[cell] === 1) this.#violation('gap', `cell ${cell} is empty, and a live pid lies beyond it`);
      if (slots[cell] === TOMBSTONE_CELL && passed[cell] === 0) this.#violation('tombstone', `cell ${cell} is on no live pid’s path`);
    }
  }

  /**
   * The cells that an operation has to read before it is carried out: up to the pid; without it as far as any pid of its home
   * lies; and for a new one up to the first cell that is free, too. A walk over the whole budget at every operation, with a hash
   * of each pid on it, took two thirds of the target's time. O(1), for a new pid O(probe budget).
   */
  #probesOf({ kind, pid }: Exclude<IndexOp, { kind: 'copy' | 'take' }>): number {
    const home = this.#homeOf(pid);
    const cell = this.#model.cellOf(pid);
    if (cell >= 0) return this.#stepsTo(cell, home);
    const farthest = this.#reaches[home];
    return kind === 'insert' ? Math.max(farthest, this.#stepsToFree(home)) : farthest;
  }

  #homeOf(pid: number): number {
    return modelMix(pid) % this.#homes.length;
  }

  #next(cell: number): number {
    return cell + 1 === this.#homes.length ? 0 : cell + 1;
  }

  /** Cells from a home to a cell on its path, both counted. */
  #stepsTo(cell: number, home: number): number {
    return 1 + (cell >= home ? cell - home : cell - home + this.#homes.length);
  }

  /** Cells from a home to the first one that is free, both counted; the whole budget where there is none. */
  #stepsToFree(home: number): number {
    const { cells } = this.#model;
    let cell = home;
    for (let step = 1; step < PROBE_BUDGET; step++, cell = this.#next(cell)) if (cells[cell] === null) return step;
    return PROBE_BUDGET;
  }

  #noteInserted(pid: number): void {
    const cell = this.#model.cellOf(pid);
    const home = this.#homeOf(pid);
    this.#homes[cell] = home;
    this.#reaches[home] = Math.max(this.#reaches[home], this.#stepsTo(cell, home));
  }

  /** Finds the farthest live pid of that home anew. */
  #noteRemoved(pid: number): void {
    const { cells } = this.#model;
    const home = this.#homeOf(pid);
    let farthest = 0;
    let cell = home;
    for (let step = 1; step <= this.#reaches[home]; step++, cell = this.#next(cell)) {
      if (cells[cell] !== null && this.#homes[cell] === home) farthest = step;
    }
    this.#reaches[home] = farthest;
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
        if (++ops % scanEvery === 0) oracle.scan();
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
