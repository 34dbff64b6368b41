import { Corpus as JsfuzzCorpus } from 'jsfuzz/build/src/corpus.js';
import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { mutateRecords } from './record-mutations.ts';

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

const WIDTHS = [1, 2, 4, 8] as const;

/** What lies at the bounds of an integer of `bits`: the ends, the powers of two, and their neighbours. */
function boundariesOf(bits: number): readonly bigint[] {
  const values = new Set<bigint>();
  for (let power = 0; power <= bits; power++) {
    for (const beside of [-1n, 0n, 1n]) values.add(BigInt.asUintN(bits, (1n << BigInt(power)) + beside));
  }
  return [...values];
}

const BOUNDARIES = new Map(WIDTHS.map((width) => [width, boundariesOf(8 * width)]));

/** Puts a word of the dictionary into the input, beside what is there or over it. O(bytes). */
export function putWord(bytes: Buffer, dictionary: readonly Uint8Array[], entropy: Entropy): Buffer {
  const word = entropy.pick(dictionary);
  const at = entropy.int(0, bytes.length);
  const after = entropy.int(0, 1) === 0 ? at : Math.min(bytes.length, at + word.length);
  return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(after)]);
}

/** Writes a boundary integer of one to eight bytes over what is there, in either order of bytes. O(bytes). */
export function putBoundary(bytes: Buffer, entropy: Entropy): Buffer {
  const widths = WIDTHS.filter((width) => width <= bytes.length);
  if (widths.length === 0) return bytes;
  const width = entropy.pick(widths);
  const value = entropy.pick(BOUNDARIES.get(width) ?? [0n]);
  const put = Buffer.from(bytes);
  const at = entropy.int(0, bytes.length - width);
  const isLittle = entropy.int(0, 1) === 0;
  for (let byte = 0; byte < width; byte++) {
    put[at + (isLittle ? byte : width - 1 - byte)] = Number(BigInt.asUintN(8, value >> BigInt(8 * byte)));
  }
  return put;
}

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
