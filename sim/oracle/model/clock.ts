import { elapsed, U64_MAX } from './codec.ts';

/** A single step of more than this is counted as a jump, ns. */
const FORWARD_JUMP_NS = 5_000_000_000n;

/**
 * Makes a time of the readings of a clock, and counts the odd ones. Times are ns, u64. A step that is longer than the
 * longest counts only once another reading has confirmed it, and then as the longest.
 */
export class ModelClock {
  /** Readings below the one that time goes by. */
  regressions = 0;
  /** Steps of more than 5 s. The first reading is not a step. */
  forwardJumps = 0;
  /** Steps that were longer than the longest. */
  pauses = 0;
  readonly #longest: bigint;
  #now = 0n;
  /** The reading that the next one is measured from; null before the first. */
  #base: bigint | null = null;
  /** Whether the last step was too long and waits to be confirmed. */
  #isWaiting = false;

  constructor(longestStep: bigint) {
    this.#longest = longestStep;
  }

  /** The time to go by at `reading`. */
  read(reading: bigint): bigint {
    if (this.#base === null) {
      this.#base = reading;
      this.#now = reading;
      return reading;
    }
    if (reading < this.#base) {
      this.regressions += 1;
      this.#isWaiting = false;
      // Far back: what came before was wrong, and time goes on from here. Not far: time stands still until it is made up for.
      if (elapsed(this.#base, reading) > this.#longest) this.#base = reading;
      return this.#now;
    }
    const step = elapsed(reading, this.#base);
    this.#base = reading;
    if (step > FORWARD_JUMP_NS) this.forwardJumps += 1;
    if (this.#isWaiting) this.#now = capped(this.#now + this.#longest);
    this.#isWaiting = step > this.#longest;
    if (this.#isWaiting) this.pauses += 1;
    else this.#now = capped(this.#now + step);
    return this.#now;
  }

  /** Everything that decides what it says next. */
  get state(): readonly (bigint | number | null)[] {
    return [this.#now, this.#base, Number(this.#isWaiting)];
  }

  /** Becomes what `other`, of the same longest step, is. */
  copyFrom(other: ModelClock): void {
    this.regressions = other.regressions;
    this.forwardJumps = other.forwardJumps;
    this.pauses = other.pauses;
    this.#now = other.#now;
    this.#base = other.#base;
    this.#isWaiting = other.#isWaiting;
  }
}

function capped(time: bigint): bigint {
  return time > U64_MAX ? U64_MAX : time;
}
