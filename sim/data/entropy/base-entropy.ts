import { fromWords, highWord } from '../u64-words.ts';
import type { Entropy, Ratio } from './entropy.ts';

const WORD = 0x1_0000_0000;

/** What both backs of {@link Entropy} share: everything but the drawing of one bounded number. */
export abstract class BaseEntropy implements Entropy {
  draws = 0;

  /** An integer from 0 to `span` − 1; `span` from 2 to 2^32. */
  protected abstract below(span: number): number;

  abstract stream(name: string): Entropy;

  int(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min || max - min >= Number.MAX_SAFE_INTEGER) {
      throw new RangeError(`Cannot draw an integer: min and max must be safe integers with min <= max, got ${min} and ${max}`);
    }
    const span = max - min + 1;
    if (span === 1) return min;
    this.draws++;
    if (span <= WORD) return min + this.below(span);
    return min + Number(this.#wide(BigInt(span - 1)));
  }

  u64(min: bigint, max: bigint): bigint {
    if (max < min) throw new RangeError(`Cannot draw a u64: min must not exceed max, got ${min} and ${max}`);
    const last = max - min;
    if (last === 0n) return min;
    this.draws++;
    return min + (last < BigInt(WORD) ? BigInt(this.below(Number(last) + 1)) : this.#wide(last));
  }

  chance(ratio: Ratio): boolean {
    if (ratio.numerator <= 0) return false;
    if (ratio.numerator >= ratio.denominator) return true;
    this.draws++;
    return this.below(ratio.denominator) < ratio.numerator;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('Cannot pick from a list: it must have at least one member, got none');
    return list[this.int(0, list.length - 1)];
  }

  /** Whether a draw outside the range may be made again. A finite source must not: it would never end. */
  protected abstract retries(): boolean;

  /** A bigint from 0 to `last`, which is 2^32 or more. */
  #wide(last: bigint): bigint {
    for (;;) {
      const value = fromWords(this.below(highWord(last) + 1), this.below(WORD));
      if (value <= last) return value;
      if (!this.retries()) return value % (last + 1n);
    }
  }
}
