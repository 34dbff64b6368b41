import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';

/** What an input may always cost: a hundred operations on a small table. */
const WORK_MIN = 400;
/** No input costs more than the formats allow. */
const WORK_MAX = 1 << 15;
/** One input in so many may cost what it will. */
const FREE_EVERY = 16;

/**
 * How much an input that was made may cost: as much as the one that it was made of, up to twice that, and {@link WORK_MIN} always. One in
 * {@link FREE_EVERY} is let through as it is. Without this a few inputs in a hundred, bursts of beats on large tables, took half of the time.
 */
export class WorkLimit {
  readonly #lengthWithin: FuzzTarget['lengthWithin'];
  readonly #entropy: Entropy;
  readonly #works = new WeakMap<Uint8Array, number>();

  constructor({ lengthWithin }: Pick<FuzzTarget, 'lengthWithin'>, entropy: Entropy) {
    this.#lengthWithin = lengthWithin;
    this.#entropy = entropy;
  }

  /** Cuts an input that was made of `base` to what it may cost. O(length). */
  cut(input: Buffer, base: Uint8Array): Buffer {
    const lengthWithin = this.#lengthWithin;
    if (lengthWithin === undefined || this.#entropy.int(0, FREE_EVERY - 1) === 0) return input;
    let work = this.#works.get(base);
    if (work === undefined) {
      for (work = WORK_MIN; work < WORK_MAX && lengthWithin(base, work) < base.length;) work *= 2;
      this.#works.set(base, work);
    }
    return input.subarray(0, lengthWithin(input, work));
  }
}
