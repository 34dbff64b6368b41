import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { areSame, BYTE_MUTATIONS, INSERTION, replaceRange } from './byte-mutations.ts';
import { Odds } from './odds.ts';
import { putOperand, type Operands } from './operands.ts';
import { mutateRecords, RECORD_MUTATIONS } from './record-mutations.ts';

/** Puts a word of the dictionary into the input, beside what is there or over it. O(bytes). */
export function putWord(bytes: Buffer, dictionary: readonly Uint8Array[], entropy: Entropy): Buffer {
  const word = entropy.pick(dictionary);
  const at = entropy.int(0, bytes.length);
  const after = entropy.int(0, 1) === 0 ? at : Math.min(bytes.length, at + word.length);
  return replaceRange(bytes, at, after, word);
}

/** What to take parts of when an input is changed: another input, and the operands of its own comparisons, asked for where they are needed. */
export interface Material {
  readonly other: Buffer;
  readonly operands: () => readonly Pick<Operands, 'left' | 'right'>[];
}

/** Changes an input a little; an equal one where there is nothing to change, or chance wrote what stood there. */
type Mutation = (bytes: Buffer, material: Material) => Buffer;

/** How many changes may be made at once, and with what each of these begins in the draw. */
const TIMES = [1, 2, 3, 4, 8, 16] as const;
const TIMES_BEGIN = [1, 1, 1, 1, 3, 3] as const;

/** Changes tried for one input, those that leave it as it was included: a source that always says the same may change nothing. */
const TRIES_MAX = 4096;

/**
 * With what mutations begin in the draw: there are many of records, seven, and many bytes of an input are compared as they stand there. An
 * input that is short at first becomes longer by what is put in.
 */
const BEGIN = { bytes: 1, insertion: 3, operand: 3, records: 0.5, word: 2 } as const;

/**
 * Makes inputs of inputs: changes of bytes beside those that know the records of the target, its dictionary, and what comparisons ask for.
 * Those that lately brought something new are made more often. The same draws and notes give the same inputs.
 */
export class Mutator {
  readonly #mutations: readonly Mutation[];
  readonly #odds: Odds;
  readonly #timesOdds: Odds;
  /** How the last input was made: which of {@link TIMES}, and the numbers of its mutations. */
  #times = 0;
  readonly #used: number[] = [];

  constructor({ boundsOf, dictionary = [] }: Pick<FuzzTarget, 'boundsOf' | 'dictionary'>, entropy: Entropy) {
    const mutations: Mutation[] = [];
    const begin: number[] = [];
    const add = (weight: number, mutation: Mutation): void => {
      mutations.push(mutation);
      begin.push(weight);
    };
    for (const mutation of BYTE_MUTATIONS)
      add(mutation === INSERTION ? BEGIN.insertion : BEGIN.bytes, (bytes, { other }) => mutation(bytes, entropy, other));
    add(BEGIN.operand, (bytes, { operands }) => putOperand(bytes, operands(), entropy));
    if (boundsOf !== undefined)
      for (const mutation of RECORD_MUTATIONS)
        add(BEGIN.records, (bytes, { other }) => mutateRecords(mutation, bytes, other, boundsOf, entropy));
    if (dictionary.length > 0) add(BEGIN.word, (bytes) => putWord(bytes, dictionary, entropy));
    this.#mutations = mutations;
    this.#odds = new Odds(begin, entropy);
    this.#timesOdds = new Odds(TIMES_BEGIN, entropy);
  }

  /** A new input of at most `lengthMax` bytes. O(length). */
  mutate(input: Buffer, material: Material, lengthMax: number): Buffer {
    let bytes = cut(input, lengthMax);
    this.#used.length = 0;
    this.#times = this.#timesOdds.draw();
    for (let tries = 0; tries < TRIES_MAX && this.#used.length < TIMES[this.#times]; tries++) {
      const number = this.#odds.draw();
      // What was put in behind the longest length is no change.
      const changed = cut(this.#mutations[number](bytes, material), lengthMax);
      if (areSame(changed, bytes)) continue;
      this.#used.push(number);
      bytes = changed;
    }
    return bytes;
  }

  /** Takes whether the last input brought something new. O(mutations). */
  note(hasGained: boolean): void {
    this.#timesOdds.note(this.#times, hasGained);
    for (const number of this.#used) this.#odds.note(number, hasGained);
  }
}

function cut(bytes: Buffer, lengthMax: number): Buffer {
  return bytes.length > lengthMax ? bytes.subarray(0, lengthMax) : bytes;
}
