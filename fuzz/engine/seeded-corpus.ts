import { createRequire } from 'node:module';
import type { Corpus } from 'jsfuzz/build/src/corpus.js';
import type { Entropy } from '../../sim/data/entropy/entropy.ts';

const { Corpus: JsfuzzCorpus } = createRequire(import.meta.url)('jsfuzz/build/src/corpus') as { readonly Corpus: typeof Corpus };

/**
 * jsfuzz's corpus and its mutators, with the entropy of this project behind every draw: all of them come down to these two
 * methods. It is given no folder, so that it neither reads nor writes any.
 */
export class SeededCorpus extends JsfuzzCorpus {
  readonly #entropy: Entropy;

  constructor(entropy: Entropy) {
    super([], false);
    this.#entropy = entropy;
  }

  /** An integer from 0 to `n` − 1; 0 for an `n` below 1. */
  override rand(n: number): number {
    return n < 1 ? 0 : this.#entropy.int(0, Math.floor(n) - 1);
  }

  override randBool(): boolean {
    return this.#entropy.int(0, 1) === 1;
  }

  /** The leading zeros of a random word, as jsfuzz has it, without making a text of it. */
  override Exp2(): number {
    return Math.clz32(this.rand(2 ** 32));
  }
}
