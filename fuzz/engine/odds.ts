import type { Entropy } from '../../sim/data/entropy/entropy.ts';

/** Which part of the draws is shared out as it was to begin with, whatever came of it. */
const FIXED_PART = 0.3;
/** Tries that each way begins with, and notes after which what came before counts half. */
const TRIES_BEFORE = 64;
const HALVE_EVERY = 4096;
/** Notes without a gain between two looks at what came of each way. */
const LOOK_EVERY = 64;
/** A weight of 1 as an integer. */
const UNIT = 1 << 16;

/** Draws one of several ways to go on: the more often one lately brought something new, the likelier it is, and none is never drawn. */
export class Odds {
  readonly #entropy: Entropy;
  readonly #begin: readonly number[];
  readonly #tries: Float64Array;
  readonly #gains: Float64Array;
  /** By way: its weight in the draw and those of all before it. */
  readonly #weights: Float64Array;
  #notes = 0;

  /** `begin` says of each way, numbered from 0, how many gains it begins with: its weight as long as nothing is known. */
  constructor(begin: readonly number[], entropy: Entropy) {
    this.#entropy = entropy;
    this.#begin = begin;
    this.#tries = new Float64Array(begin.length).fill(TRIES_BEFORE);
    this.#gains = Float64Array.from(begin);
    this.#weights = new Float64Array(begin.length);
    this.#weigh();
  }

  /** The number of a way. O(ways). */
  draw(): number {
    const weights = this.#weights;
    const draw = this.#entropy.int(0, weights[weights.length - 1] - 1);
    let way = 0;
    while (weights[way] <= draw) way++;
    return way;
  }

  /** Takes whether a try of a way brought something. O(1), now and then O(ways). */
  note(way: number, hasGained: boolean): void {
    this.#tries[way]++;
    if (hasGained) this.#gains[way]++;
    this.#notes++;
    if (this.#notes % HALVE_EVERY === 0) this.#halve();
    if (hasGained || this.#notes % LOOK_EVERY === 0) this.#weigh();
  }

  /** Halves what each way has beyond what it began with. */
  #halve(): void {
    for (let way = 0; way < this.#begin.length; way++) {
      this.#tries[way] = (this.#tries[way] + TRIES_BEFORE) / 2;
      this.#gains[way] = (this.#gains[way] + this.#begin[way]) / 2;
    }
  }

  #weigh(): void {
    const rates = this.#gains.map((gains, way) => gains / this.#tries[way]);
    const [allRates, allBegin] = [sumOf(rates), sumOf(this.#begin)];
    let sum = 0;
    for (let way = 0; way < rates.length; way++) {
      sum += Math.ceil(UNIT * ((FIXED_PART * this.#begin[way]) / allBegin + ((1 - FIXED_PART) * rates[way]) / allRates));
      this.#weights[way] = sum;
    }
  }
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
