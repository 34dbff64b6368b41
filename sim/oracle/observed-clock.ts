import { CLOCK_JUMP_NS, U64_MAX } from '../data/spec/limits.ts';

/** The observer's own time, as it follows from the readings of its clock. */
export class ObservedClock {
  /** Whether the last reading lay before an earlier one, or was more than the longest step after it. */
  regressed = false;
  paused = false;
  /** Whether it was more than 5 seconds after the one before. */
  jumped = false;
  readonly #longestNs: bigint;
  #nowNs = 0n;
  #baseNs = 0n;
  #creditNs = 0n;
  #isStarted = false;

  constructor(longestNs: bigint) {
    this.#longestNs = longestNs;
  }

  /** Becomes what `other`, of the same longest step, is. O(1). */
  copyFrom(other: ObservedClock): void {
    this.regressed = other.regressed;
    this.paused = other.paused;
    this.jumped = other.jumped;
    this.#nowNs = other.#nowNs;
    this.#baseNs = other.#baseNs;
    this.#creditNs = other.#creditNs;
    this.#isStarted = other.#isStarted;
  }

  /** The time at a reading: sound steps add up, one that is too long counts once the next reading confirms it, as the longest. */
  read(readingNs: bigint): bigint {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#baseNs = readingNs;
      this.#nowNs = readingNs;
      return readingNs;
    }
    const stepNs = readingNs - this.#baseNs;
    this.regressed = stepNs < 0n;
    this.paused = stepNs > this.#longestNs;
    this.jumped = stepNs > CLOCK_JUMP_NS;
    if (!this.regressed) this.#nowNs += this.#creditNs + (this.paused ? 0n : stepNs);
    if (this.#nowNs > U64_MAX) this.#nowNs = U64_MAX;
    this.#creditNs = this.paused ? this.#longestNs : 0n;
    // Small steps back are waited out, after large ones time goes on from there.
    if (stepNs >= 0n || -stepNs > this.#longestNs) this.#baseNs = readingNs;
    return this.#nowNs;
  }
}
