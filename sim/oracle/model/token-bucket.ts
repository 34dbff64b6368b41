import { elapsed, toDouble } from './codec.ts';

const NS_PER_SECOND = 1_000_000_000;
const MILLI_PER_FRAME = 1000;

/** Lets `rate` frames a second through, and `burst` at once. Starts full; off if either is 0. */
export class ModelTokenBucket {
  /** Thousandths of a frame that may pass now, 0 to 1000 × burst. Known as of the last time a frame asked. */
  milliTokens: number;
  readonly #rate: number;
  readonly #capacity: number;
  /** What was too little for a thousandth at the last refill, in ns × thousandths a second, 0 to 10^9 − 1. */
  #remainder = 0;
  #lastRefill = 0n;

  /** `rate` and `burst` are whole numbers up to 2^32. */
  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#capacity = burst * MILLI_PER_FRAME;
    this.milliTokens = this.#capacity;
  }

  /** True, at the price of a frame, if a frame may pass at `now` (ns, never less than before). */
  admit(now: bigint): boolean {
    if (this.#rate === 0 || this.#capacity === 0) return true;
    this.#refill(now);
    if (this.milliTokens < MILLI_PER_FRAME) return false;
    this.milliTokens -= MILLI_PER_FRAME;
    return true;
  }

  /** Everything that decides what it says next. */
  get state(): readonly (bigint | number)[] {
    return [this.milliTokens, this.#remainder, this.#lastRefill];
  }

  /** Becomes what `other`, of the same rate and burst, is. */
  copyFrom(other: ModelTokenBucket): void {
    this.milliTokens = other.milliTokens;
    this.#remainder = other.#remainder;
    this.#lastRefill = other.#lastRefill;
  }

  #refill(now: bigint): void {
    const span = elapsed(now, this.#lastRefill);
    this.#lastRefill = now;
    // Rounding is monotonic: a sum that comes out below 2^53 was exact, and any other one fills the bucket or is done again. A quotient of
    // such a sum is rounded by less than a billionth, so never up to a whole number. `%` would take ten times as long.
    const units = toDouble(span) * this.#rate * MILLI_PER_FRAME + this.#remainder;
    if (units <= Number.MAX_SAFE_INTEGER) {
      const milliTokens = Math.floor(units / NS_PER_SECOND);
      this.#add(milliTokens, units - milliTokens * NS_PER_SECOND);
      return;
    }
    const exact = span * BigInt(this.#rate * MILLI_PER_FRAME) + BigInt(this.#remainder);
    this.#add(Number(exact / BigInt(NS_PER_SECOND)), Number(exact % BigInt(NS_PER_SECOND)));
  }

  #add(milliTokens: number, remainder: number): void {
    const sum = this.milliTokens + milliTokens;
    const full = sum >= this.#capacity;
    this.milliTokens = full ? this.#capacity : sum;
    this.#remainder = full ? 0 : remainder;
  }
}
