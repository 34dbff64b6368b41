import { elapsed } from './model-words.ts';

/** A single step of more than this is counted as a jump, ns. */
const FORWARD_JUMP_NS = 5_000_000_000n;

/** Makes the readings of a clock monotonic, and counts the odd ones. Times are ns, u64. */
export class ModelClock {
  /** Readings below the latest one. */
  regressions = 0;
  /** Steps of more than 5 s. The first reading is not a step. */
  forwardJumps = 0;
  #latest: bigint | null = null;

  /** The time to go by at `reading`: the largest reading so far. */
  read(reading: bigint): bigint {
    const latest = this.#latest;
    if (latest !== null && reading < latest) {
      this.regressions += 1;
      return latest;
    }
    if (latest !== null && elapsed(reading, latest) > FORWARD_JUMP_NS) this.forwardJumps += 1;
    this.#latest = reading;
    return reading;
  }

  /** Becomes what `other` is. */
  copyFrom(other: ModelClock): void {
    this.regressions = other.regressions;
    this.forwardJumps = other.forwardJumps;
    this.#latest = other.#latest;
  }
}
