import { saturatingAdd } from '../u64.ts';
import type { StateVisitor } from './state-visitor.ts';

/** A forward step above this counts as a jump: 5 seconds. */
export const CLOCK_JUMP_NS = 5_000_000_000n;

/**
 * Turns the readings of an untrusted clock into a time that never falls, and that no single reading can carry off: the
 * observer's time. A step of more than `maxStepNs` means that the observer was not running, or that the clock is wrong. It
 * counts only once another reading confirms it, and then for no more than `maxStepNs`.
 */
export class MonotonicTime {
  readonly #maxStepNs: bigint;
  #nowNs = 0n;
  #readingNs = 0n;
  #pendingNs = 0n;
  #started = false;
  #regressions = 0n;
  #forwardJumps = 0n;
  #pauses = 0n;

  /** `maxStepNs` in nanoseconds, u64, at least 1; with 2^64 − 1 time is the largest reading so far. */
  constructor(maxStepNs: bigint) {
    this.#maxStepNs = maxStepNs;
  }

  /** The time to go by, nanoseconds, u64; 0 before the first reading. O(1). */
  get nowNs(): bigint {
    return this.#nowNs;
  }

  /** The reading from which the next step is measured, nanoseconds, u64; 0 before the first. O(1). */
  get readingNs(): bigint {
    return this.#readingNs;
  }

  /** What a long step will count for if the next reading confirms it, nanoseconds, u64. O(1). */
  get pendingNs(): bigint {
    return this.#pendingNs;
  }

  /** Readings that lay before an earlier one, u64, saturating. O(1). */
  get regressions(): bigint {
    return this.#regressions;
  }

  /** Readings more than {@link CLOCK_JUMP_NS} after the one before, u64, saturating. O(1). */
  get forwardJumps(): bigint {
    return this.#forwardJumps;
  }

  /** Readings more than `maxStepNs` after the one before, u64, saturating. O(1). */
  get pauses(): bigint {
    return this.#pauses;
  }

  /** Takes a reading, u64, and answers the time to go by. The first reading is where time starts: no jump. O(1). */
  advance(readingNs: bigint): bigint {
    if (!this.#started) {
      this.#started = true;
      this.#readingNs = readingNs;
      this.#nowNs = readingNs;
      return readingNs;
    }
    if (readingNs < this.#readingNs) {
      this.#stepBack(readingNs);
      return this.#nowNs;
    }
    const stepNs = BigInt.asUintN(64, readingNs - this.#readingNs);
    this.#readingNs = readingNs;
    if (this.#pendingNs !== 0n) {
      this.#nowNs = saturatingAdd(this.#nowNs, this.#pendingNs);
      this.#pendingNs = 0n;
    }
    if (stepNs > this.#maxStepNs || stepNs > CLOCK_JUMP_NS) this.#noteLongStep(stepNs);
    if (stepNs <= this.#maxStepNs) this.#nowNs = saturatingAdd(this.#nowNs, stepNs);
    return this.#nowNs;
  }

  #noteLongStep(stepNs: bigint): void {
    if (stepNs > CLOCK_JUMP_NS) this.#forwardJumps = saturatingAdd(this.#forwardJumps, 1n);
    if (stepNs <= this.#maxStepNs) return;
    this.#pauses = saturatingAdd(this.#pauses, 1n);
    this.#pendingNs = this.#maxStepNs;
  }

  /** A small step back is jitter: time stands still until the clock is past it. After a large one time goes on from there. */
  #stepBack(readingNs: bigint): void {
    this.#regressions = saturatingAdd(this.#regressions, 1n);
    this.#pendingNs = 0n;
    if (BigInt.asUintN(64, this.#readingNs - readingNs) > this.#maxStepNs) this.#readingNs = readingNs;
  }

  /** Shows all that it holds: for comparing whole states. O(1). */
  show({ value, count }: StateVisitor): void {
    value(this.#nowNs);
    value(this.#readingNs);
    value(this.#pendingNs);
    value(this.#started ? 1 : 0);
    count(this.#regressions);
    count(this.#forwardJumps);
    count(this.#pauses);
  }

  /** Whether the clock was read yet. */
  get started(): boolean {
    return this.#started;
  }

  /** Becomes what `other`, of the same longest step, is: for checkpoints. O(1). */
  copyFrom(other: MonotonicTime): void {
    this.#nowNs = other.nowNs;
    this.#readingNs = other.readingNs;
    this.#pendingNs = other.pendingNs;
    this.#started = other.started;
    this.#regressions = other.regressions;
    this.#forwardJumps = other.forwardJumps;
    this.#pauses = other.pauses;
  }
}
