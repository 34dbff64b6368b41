import { EMPTY_CELL, PROBE_BUDGET, REMOVAL_BUDGET, PidIndex } from '../../src/internal.ts';
import { u32Columns } from '../../sim/data/u32-columns.ts';
import { ModelIndex, modelMix } from '../../sim/oracle/model/index.ts';
import { indexBounds, indexLengthWithin, IndexReader, indexOps, type IndexOp } from '../format/pid-index-format.ts';
import { copyPidIndex } from '../../src/tracker/pid-index.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/** Where no pid is at home. */
const NOWHERE = 0xffff_ffff;

type PidOp = Exclude<IndexOp, { kind: 'copy' | 'take' }>;

/**
 * Compares an index of pids with the model's, which is a Map with the cell of each pid beside it: every answer, the cells read, and
 * the cells themselves.
 */
export class IndexOracle {
  readonly #model: ModelIndex;
  /** By cell: the live pid in it as the model has it, with its slot, and its home, {@link NOWHERE} where there is none. */
  readonly #pids: Uint32Array;
  readonly #slots: Uint32Array;
  readonly #homes: Uint32Array;
  /** By home cell: cells from it to the farthest live pid of that home, both counted; 0 where none is at home. */
  readonly #reaches: Uint32Array;
  #index: PidIndex;
  #exhausted = 0n;

  constructor(index: PidIndex, capacity: number) {
    this.#index = index;
    this.#model = new ModelIndex(capacity);
    const { length } = this.#model.cells;
    [this.#pids, this.#slots, this.#homes, this.#reaches] = u32Columns(4, length);
    this.#homes.fill(NOWHERE);
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
    index.resetProbes();
    let probes = 0;
    // Its own path, and the cells that its home reaches.
    let removal = 0;
    if (op.kind === 'take') {
      this.#expect('take', index.takeProbeExhausted(), this.#exhausted);
      this.#exhausted = 0n;
    } else {
      const home = this.#homeOf(op.pid);
      const cell = this.#model.cellOf(op.pid);
      probes = this.#probesOf(op.kind, home, cell);
      if (op.kind === 'remove' && cell >= 0) removal = probes + 1;
      this.#carryOut(op, home, cell);
    }
    if (probes > PROBE_BUDGET) this.#violation('probe-budget', `${op.kind} must read ${probes} cells, ${PROBE_BUDGET} at most are lawful`);
    this.#expect('probes', index.probes, probes);
    const reads = index.removalReads;
    if (reads < removal || reads > (removal === 0 ? 0 : REMOVAL_BUDGET))
      this.#violation('removal-reads', `${op.kind} read ${reads} cells, ${removal} at least and ${REMOVAL_BUDGET} at most are lawful`);
    this.#expect('size', index.size, this.#model.size);
  }

  /** Carries out an operation on a pid, which is at home in `home` and lies in `cell` before it, −1 for nowhere. */
  #carryOut(op: PidOp, home: number, cell: number): void {
    const index = this.#index;
    const model = this.#model;
    const slot = cell < 0 ? -1 : this.#slots[cell];
    if (op.kind === 'insert') {
      const fits = model.insert(op.pid, op.slot);
      if (fits) this.#noteInserted(op.pid, home, op.slot, cell);
      else this.#exhausted++;
      this.#expect('insert', index.insert(op.pid, op.slot), fits);
    } else if (op.kind === 'remove') {
      model.remove(op.pid);
      if (cell >= 0) this.#noteRemoved(home, cell);
      this.#expect('remove', index.remove(op.pid), slot);
    } else this.#expect('get', index.get(op.pid), slot);
  }

  /**
   * Looks at every cell; with `asksAll` every live pid is looked up, too. Once at the end of an input is enough: cells and reaches, which
   * look-ups follow, are compared each time. O(cells).
   */
  scan(asksAll = true): void {
    const { pids, slots, reaches } = this.#index.cells;
    const homes = this.#homes;
    this.#expect('exhausted', this.#index.probeExhausted, this.#exhausted);
    let pathEnd = this.#pathEndBefore();
    for (let cell = 0; cell < slots.length; cell++) {
      if (cell + this.#reaches[cell] - 1 > pathEnd) pathEnd = cell + this.#reaches[cell] - 1;
      const slot = slots[cell];
      const pid = homes[cell] === NOWHERE ? null : this.#pids[cell];
      if (pid === null ? slot >= 0 : slot !== this.#slots[cell] || pids[cell] !== pid)
        this.#violation(
          'cell',
          `cell ${cell} has pid ${pids[cell]} with slot ${slot}, and ought to have ${pid === null ? 'no pid' : `pid ${pid} with slot ${this.#slots[cell]}`}`,
        );
      if (reaches[cell] !== this.#reaches[cell]) this.#expect('reach', reaches[cell], this.#reaches[cell]);
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

  /**
   * The cells that an operation has to read before it is carried out: up to the pid; without it as far as any pid of its home
   * lies; and for a new one up to the first cell that is free, too. A walk over the whole budget at every operation, with a hash
   * of each pid on it, took two thirds of the target's time. O(1), for a new pid O(probe budget).
   */
  #probesOf(kind: PidOp['kind'], home: number, cell: number): number {
    if (cell >= 0) return this.#stepsTo(cell, home);
    const farthest = this.#reaches[home];
    return kind === 'insert' ? Math.max(farthest, this.#stepsToFree(home)) : farthest;
  }

  #homeOf(pid: number): number {
    return modelMix(pid) & (this.#homes.length - 1);
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
    let cell = home;
    for (let step = 1; step < PROBE_BUDGET; step++, cell = this.#next(cell)) if (this.#homes[cell] === NOWHERE) return step;
    return PROBE_BUDGET;
  }

  #noteInserted(pid: number, home: number, slot: number, before: number): void {
    const cell = before < 0 ? this.#model.cellOf(pid) : before;
    this.#slots[cell] = slot;
    if (before >= 0) return;
    this.#pids[cell] = pid;
    this.#homes[cell] = home;
    this.#reaches[home] = Math.max(this.#reaches[home], this.#stepsTo(cell, home));
  }

  /** Finds the farthest live pid of that home anew where that was it. */
  #noteRemoved(home: number, cell: number): void {
    this.#homes[cell] = NOWHERE;
    let steps = this.#reaches[home];
    if (steps !== this.#stepsTo(cell, home)) return;
    while (steps > 0 && this.#homes[(home + steps - 1) & (this.#homes.length - 1)] !== home) steps--;
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
