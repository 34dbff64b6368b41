import { BaseEntropy } from './base-entropy.ts';
import type { Ratio } from './entropy.ts';

/** Where a family of streams over the same bytes stands. */
interface Reading {
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * Chance from a finite array of bytes, for fuzzers: each draw takes as few bytes as its range needs. Streams share the
 * bytes in order of drawing. When they are used up, every draw gives its smallest answer, and nothing happens that is a
 * matter of chance.
 */
export class BytesEntropy extends BaseEntropy {
  readonly #reading: Reading;

  /** Draws from these bytes, which are not copied. */
  constructor(bytes: Uint8Array | Reading) {
    super();
    this.#reading = bytes instanceof Uint8Array ? { bytes, at: 0 } : bytes;
  }

  /** Whether all bytes have been drawn. */
  get exhausted(): boolean {
    return this.#reading.at >= this.#reading.bytes.length;
  }

  /** Itself: all streams read the same bytes, in order. */
  stream(_name: string): BytesEntropy {
    return new BytesEntropy(this.#reading);
  }

  /** As {@link Entropy.chance}; false once the bytes are used up. */
  override chance(ratio: Ratio): boolean {
    // From the other end, so that bytes of 0, and bytes that are missing, say no: a world in which all is lost for ever is
    // long work for nothing.
    return !super.chance({ numerator: ratio.denominator - ratio.numerator, denominator: ratio.denominator });
  }

  protected below(span: number): number {
    let value = 0;
    for (let reach = 1; reach < span; reach *= 256) value = value * 256 + this.#byte();
    return value % span;
  }

  protected retries(): boolean {
    return false;
  }

  #byte(): number {
    const { bytes, at } = this.#reading;
    if (at >= bytes.length) return 0;
    this.#reading.at = at + 1;
    return bytes[at];
  }
}
