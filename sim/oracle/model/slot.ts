import { HIGH, LOW, type ModelOrigin, type ModelStatus } from './codec.ts';

/** What is kept of one tracked pid. */
export interface ModelSlot {
  readonly pid: number;
  /** Nonce of the last accepted beat, u64. */
  nonce: bigint;
  /** Time of the last accepted beat, ns on the observer's clock, u64. */
  last: bigint;
  status: ModelStatus;
  /** Origin of the first beat of this life. */
  origin: ModelOrigin;
  /** Inode of the pid namespace, from the first accepted beat that knew it; null until then. */
  ns: bigint | null;
  /** The same for the generation; always null where generations are not pinned. */
  generation: bigint | null;
  /** A terminal frame was the last that was accepted; always false where those have no place of their own. */
  terminal: boolean;
  /** The present silence was already reported. */
  stalled: boolean;
}

/** All of a slot but its nonce and its time. */
export type SlotLife = Omit<ModelSlot, 'nonce' | 'last'>;

/** The nonces and times of all slots of a tracker, one after the other, and the same as u32 halves. */
export class SlotTimes {
  readonly u64s: BigUint64Array;
  readonly halves: Uint32Array;

  /** All 0, for so many slots. */
  constructor(capacity: number) {
    const memory = new ArrayBuffer(2 * capacity * BigUint64Array.BYTES_PER_ELEMENT);
    this.u64s = new BigUint64Array(memory);
    this.halves = new Uint32Array(memory);
  }

  /**
   * Whether the last beat of the slot at `place` came at the time with these halves or before. Without a bigint and without the slot, as
   * all slots are asked: their objects lie apart in memory.
   */
  isSilentSince(place: number, high: number, low: number): boolean {
    const at = 2 * (2 * place + 1);
    const lastHigh = this.halves[at + HIGH];
    return lastHigh < high || (lastHigh === high && this.halves[at + LOW] <= low);
  }
}

/**
 * A slot that keeps its nonce and its time in a column. As fields they are objects of their own, made anew and written into an old
 * object at each beat: with 4,096 slots four times as long.
 */
export class ColumnSlot implements ModelSlot {
  readonly pid: number;
  status: ModelStatus;
  origin: ModelOrigin;
  ns: bigint | null;
  generation: bigint | null;
  terminal: boolean;
  stalled: boolean;
  readonly #times: SlotTimes;
  readonly #nonceAt: number;
  readonly #lastAt: number;

  /** The slot at `place` is as `life` says; its nonce and its time are what stands in `times`. */
  constructor(times: SlotTimes, place: number, life: SlotLife) {
    this.pid = life.pid;
    this.status = life.status;
    this.origin = life.origin;
    this.ns = life.ns;
    this.generation = life.generation;
    this.terminal = life.terminal;
    this.stalled = life.stalled;
    this.#times = times;
    this.#nonceAt = 2 * place;
    this.#lastAt = 2 * place + 1;
  }

  get nonce(): bigint {
    return this.#times.u64s[this.#nonceAt];
  }

  set nonce(nonce: bigint) {
    this.#times.u64s[this.#nonceAt] = nonce;
  }

  get last(): bigint {
    return this.#times.u64s[this.#lastAt];
  }

  set last(ns: bigint) {
    this.#times.u64s[this.#lastAt] = ns;
  }

  /** All of it as an object without a class, which can be spread and compared. */
  get plain(): ModelSlot {
    const { pid, nonce, last, status, origin, ns, generation, terminal, stalled } = this;
    return { pid, nonce, last, status, origin, ns, generation, terminal, stalled };
  }

  /** The same slot over `times`, of another tracker, in which its nonce and its time are already. */
  over(times: SlotTimes): ColumnSlot {
    return new ColumnSlot(times, this.#nonceAt / 2, this);
  }
}
