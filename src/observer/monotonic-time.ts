import { saturatingAdd } from '../u64.ts';

/** A forward step above this counts as a jump: 5 seconds. */
export const CLOCK_JUMP_NS = 5_000_000_000n;

/** Turns the readings of an untrusted clock into a time that never falls. */
export class MonotonicTime {
  #nowNs = 0n;
  #started = false;
  #regressions = 0n;
  #forwardJumps = 0n;

  /** The largest reading so far, nanoseconds; 0 before the first. */
  get nowNs(): bigint {
    return this.#nowNs;
  }

  /** Readings that lay before an earlier one, u64, saturating. */
  get regressions(): bigint {
    return this.#regressions;
  }

  /** Readings more than {@link CLOCK_JUMP_NS} after the one before, u64, saturating. */
  get forwardJumps(): bigint {
    return this.#forwardJumps;
  }

  /** Takes a reading, u64, and answers the time to go by. The first reading is where time starts: no jump. O(1). */
  advance(readingNs: bigint): bigint {
    if (readingNs < this.#nowNs) {
      this.#regressions = saturatingAdd(this.#regressions, 1n);
      return this.#nowNs;
    }
    if (this.#started && BigInt.asUintN(64, readingNs - this.#nowNs) > CLOCK_JUMP_NS) {
      this.#forwardJumps = saturatingAdd(this.#forwardJumps, 1n);
    }
    this.#started = true;
    this.#nowNs = readingNs;
    return readingNs;
  }

  /** Becomes what `other` is: for checkpoints. O(1). */
  copyFrom(other: MonotonicTime): void {
    this.#nowNs = other.#nowNs;
    this.#started = other.#started;
    this.#regressions = other.#regressions;
    this.#forwardJumps = other.#forwardJumps;
  }
}
