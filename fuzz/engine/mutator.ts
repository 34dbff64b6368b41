import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { mutateRecords } from './record-mutations.ts';
import { SeededCorpus } from './seeded-corpus.ts';
import { putBoundary, putWord } from './value-mutations.ts';

/** Changes an input a little; `other` is one to take parts of. */
type Mutation = (bytes: Buffer, other: Buffer) => Buffer;

const HEAP_BITS_MAX = 4;

/**
 * Makes inputs of inputs: jsfuzz's mutators of bytes beside those that know the records of the target, its dictionary and
 * the bounds of integers. The same draws give the same inputs.
 */
export class Mutator {
  readonly #entropy: Entropy;
  readonly #corpus: SeededCorpus;
  readonly #mutations: readonly Mutation[];

  constructor({ boundsOf, dictionary }: Pick<FuzzTarget, 'boundsOf' | 'dictionary'>, entropy: Entropy) {
    this.#entropy = entropy;
    this.#corpus = new SeededCorpus(entropy);
    const bytes: Mutation = (input) => this.#corpus.mutate(input);
    const boundary: Mutation = (input) => putBoundary(input, entropy);
    const mutations = [bytes, bytes, bytes, bytes, boundary];
    if (boundsOf !== undefined) {
      const records: Mutation = (input, other) => mutateRecords(input, other, boundsOf, entropy);
      mutations.push(records, records, records, records);
    }
    if (dictionary !== undefined && dictionary.length > 0) {
      const word: Mutation = (input) => putWord(input, dictionary, entropy);
      mutations.push(word, ...(boundsOf === undefined ? [] : [word]));
    }
    this.#mutations = mutations;
  }

  /** Shows jsfuzz an input of the corpus: its splicing takes parts of it. */
  learn(input: Buffer): void {
    this.#corpus.putBuffer(input);
  }

  /** A new input of at most `lengthMax` bytes. O(length). */
  mutate(input: Buffer, other: Buffer, lengthMax: number): Buffer {
    let bytes = cut(input, lengthMax);
    const times = this.#timesToChange();
    for (let time = 0; time < times; time++) bytes = cut(this.#entropy.pick(this.#mutations)(bytes, other), lengthMax);
    return bytes;
  }

  /** How many changes at once: one or two as a rule, and a whole heap of them in one case of three. */
  #timesToChange(): number {
    return this.#entropy.int(0, 2) === 0 ? 1 << this.#entropy.int(1, HEAP_BITS_MAX) : 1 + this.#corpus.Exp2();
  }
}

function cut(bytes: Buffer, lengthMax: number): Buffer {
  return bytes.length > lengthMax ? bytes.subarray(0, lengthMax) : bytes;
}
