import { highWord, lowWord } from '../u64.ts';
import type { StateVisitor } from './state-visitor.ts';

/** Largest rate and burst of a {@link TokenBucket}: so much that a refill from 2^53 parts on, which no double holds exactly, fills any. */
export const TOKEN_BUCKET_MAX = 9_000_000;

const MILLI_TOKENS_PER_FRAME = 1000;
const PARTS_PER_MILLI_TOKEN = 1_000_000;

/** Limits frames to `rate` a second on average and `burst` at once. Starts full; a rate or burst of 0 lets all pass. */
export class TokenBucket {
  readonly #rate: number;
  readonly #capacity: number;
  #milliTokens: number;
  // One nanosecond at a rate of 1 is one part; a million parts are one milli-token.
  #parts = 0;
  #refilledNs = 0n;

  /** `rate` in frames a second and `burst` in frames: integers from 0 to {@link TOKEN_BUCKET_MAX}. */
  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#capacity = burst * MILLI_TOKENS_PER_FRAME;
    this.#milliTokens = this.#capacity;
  }

  /** Thousandths of a frame that may pass, as of the last {@link admit}. O(1). */
  get milliTokens(): number {
    return this.#milliTokens;
  }

  /** Whether one more frame may pass at `nowNs`, which never falls from call to call; takes its price if so. O(1). */
  admit(nowNs: bigint): boolean {
    if (this.#rate === 0 || this.#capacity === 0) return true;
    this.#refill(nowNs);
    if (this.#milliTokens < MILLI_TOKENS_PER_FRAME) return false;
    this.#milliTokens -= MILLI_TOKENS_PER_FRAME;
    return true;
  }

  /** All that changes in it: for checkpoints. O(1). */
  get state(): { readonly milliTokens: number; readonly parts: number; readonly refilledNs: bigint } {
    return { milliTokens: this.#milliTokens, parts: this.#parts, refilledNs: this.#refilledNs };
  }

  /** Becomes what another one, of the same rate and burst, is: for checkpoints. O(1). */
  copyFrom({ state: other }: TokenBucket): void {
    this.#milliTokens = other.milliTokens;
    this.#parts = other.parts;
    this.#refilledNs = other.refilledNs;
  }

  /** Shows all that it holds: for comparing whole states. O(1). */
  show({ value }: StateVisitor): void {
    value(this.#milliTokens);
    value(this.#parts);
    value(this.#refilledNs);
  }

  #refill(nowNs: bigint): void {
    const elapsedNs = BigInt.asUintN(64, nowNs - this.#refilledNs);
    this.#refilledNs = nowNs;
    // A product that is not exact, from 2^53 on, fills the largest bucket; splitting words is ten times Number(bigint).
    const elapsed = highWord(elapsedNs) * 0x1_0000_0000 + lowWord(elapsedNs);
    const parts = elapsed * this.#rate + this.#parts;
    this.#milliTokens += Math.floor(parts / PARTS_PER_MILLI_TOKEN);
    this.#parts = parts % PARTS_PER_MILLI_TOKEN;
    if (this.#milliTokens >= this.#capacity) {
      this.#milliTokens = this.#capacity;
      this.#parts = 0;
    }
  }
}
