import { FEATURE_VALUES_MAX } from '../feature.ts';
import type { Columns } from './columns.ts';
import type { Operands } from './operands.ts';

/** Which of the eight buckets a hit count belongs to: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more. */
const BUCKET_OF = Uint8Array.from({ length: 256 }, (_, hits) => {
  if (hits < 4) return Math.max(0, hits - 1);
  if (hits < 8) return 3;
  if (hits < 16) return 4;
  if (hits < 32) return 5;
  return hits < 128 ? 6 : 7;
});

/** How near the operands of a comparison come where they are equal. */
const EQUAL = 255;

/** The least hit count of each bucket. */
const LEAST_OF = [1, 2, 3, 4, 8, 16, 32, 128];

/**
 * What inputs have reached so far. A feature is a counter with a bucket of hit counts, a comparison whose operands came nearer
 * than ever before, or a value that the target reported; each has a number. An input that brings a new one is worth keeping, and
 * one that brings a rare one is worth changing.
 */
export class Features {
  readonly #columns: Columns;
  readonly #hitWords: Uint32Array;
  readonly #nearWords: Uint32Array;
  /** Numbers of features from which on they are those of comparisons, and of reported values. */
  readonly #firstNear: number;
  readonly #firstReported: number;
  /** How often each bucket of each counter was reached. */
  readonly #reached: Uint32Array;
  /** How near each comparison came so far, and how many inputs came as near. */
  readonly #nearest: Uint8Array;
  readonly #nearestReached: Uint32Array;
  /** The number of each reported value above the first one, and how often each was reached. */
  readonly #values = new Map<string, Map<number, number>>();
  readonly #reportedReached: number[] = [];
  /** Those that the present input has reported, and by reported value the number of the last input that did. */
  readonly #reported: number[] = [];
  readonly #reportedAt: number[] = [];
  #input = 0;
  /** The name that was reported last, and its values: a target reports the same name many times on end. */
  #name: string | null = null;
  #valuesOfName = new Map<number, number>();
  /** What {@link read} answers: a list made for each input was a twelfth of all garbage. */
  readonly #read: number[] = [];
  #covered = 0;
  #count = 0;

  /** Over the columns that the instrumented code writes, of which so many hit counters and comparisons are in use. */
  constructor(columns: Columns, hits: number, comparisons: number) {
    this.#columns = columns;
    this.#hitWords = new Uint32Array(columns.hits.buffer, 0, Math.ceil(hits / 4));
    this.#nearWords = new Uint32Array(columns.near.buffer, 0, Math.ceil(comparisons / 4));
    // A multiple of 256, so that the lowest byte of a comparison's feature is how near it came.
    this.#firstNear = 256 * Math.ceil(hits / 32);
    this.#firstReported = this.#firstNear + 1024 * this.#nearWords.length;
    this.#reached = new Uint32Array(this.#firstNear);
    this.#nearest = new Uint8Array(4 * this.#nearWords.length);
    this.#nearestReached = new Uint32Array(this.#nearest.length);
  }

  /** Counters that were ever hit. */
  get covered(): number {
    return this.#covered;
  }

  /** Features reached so far. */
  get count(): number {
    return this.#count;
  }

  /** How many inputs reached a feature; for a comparison that came nearer since, infinitely many. O(1). */
  timesReached(feature: number): number {
    if (feature < this.#firstNear) return this.#reached[feature];
    if (feature >= this.#firstReported) return this.#reportedReached[feature - this.#firstReported];
    const comparison = (feature - this.#firstNear) >>> 8;
    return (feature & 0xff) < this.#nearest[comparison] ? Number.POSITIVE_INFINITY : this.#nearestReached[comparison];
  }

  /** Takes a feature that the input reports while it runs. O(1). */
  report(name: string, value: number): void {
    if (name !== this.#name) this.#turnTo(name);
    const values = this.#valuesOfName;
    let number = values.get(value);
    if (number === undefined) {
      if (values.size >= FEATURE_VALUES_MAX) return;
      number = this.#firstReported + this.#reportedReached.length;
      values.set(value, number);
      this.#reportedReached.push(0);
      this.#reportedAt.push(-1);
    }
    if (this.#reportedAt[number - this.#firstReported] === this.#input) return;
    this.#reportedAt[number - this.#firstReported] = this.#input;
    this.#reported.push(number);
  }

  #turnTo(name: string): void {
    let values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, (values = new Map<number, number>()));
    this.#name = name;
    this.#valuesOfName = values;
  }

  /** Whether a feature is a value that the target reported. O(1). */
  isReported(feature: number): boolean {
    return feature >= this.#firstReported;
  }

  /** Whether the input that has just run reached all of these. To be asked before {@link take}. O(features). */
  reachesAll(features: readonly number[]): boolean {
    const { hits, near } = this.#columns;
    for (const feature of features) {
      if (feature < this.#firstNear) {
        const count = hits[feature >>> 3];
        if (count === 0 || BUCKET_OF[count] !== (feature & 7)) return false;
      } else if (feature < this.#firstReported) {
        if (near[(feature - this.#firstNear) >>> 8] < (feature & 0xff)) return false;
      } else if (this.#reportedAt[feature - this.#firstReported] !== this.#input) return false;
    }
    return true;
  }

  /** All features of the input that has just run, valid until the next call; clears what it has written. O(counters + comparisons). */
  read(): readonly number[] {
    const features = this.#read;
    let count = 0;
    const { hits, near } = this.#columns;
    const hitWords = this.#hitWords;
    for (let word = 0; word < hitWords.length; word++) {
      if (hitWords[word] === 0) continue;
      for (let at = 4 * word; at < 4 * word + 4; at++) if (hits[at] !== 0) features[count++] = 8 * at + BUCKET_OF[hits[at]];
      hitWords[word] = 0;
    }
    const nearWords = this.#nearWords;
    for (let word = 0; word < nearWords.length; word++) {
      if (nearWords[word] === 0) continue;
      for (let at = 4 * word; at < 4 * word + 4; at++) if (near[at] !== 0) features[count++] = this.#firstNear + 256 * at + near[at];
      nearWords[word] = 0;
    }
    for (const number of this.#reported) features[count++] = number;
    // Cutting the length to less than half would throw the store away.
    while (this.#reported.length > 0) this.#reported.pop();
    while (features.length > count) features.pop();
    this.#input++;
    return features;
  }

  /** Takes the features of an input. Those that were new. O(features). */
  take(features: readonly number[]): readonly number[] {
    let fresh: number[] = NOTHING;
    for (const feature of features) {
      if (!this.#reach(feature)) continue;
      if (fresh === NOTHING) fresh = [];
      fresh.push(feature);
    }
    this.#count += fresh.length;
    return fresh;
  }

  /** The operands of the comparisons among the features of the input that has just run, where finite and not equal. O(features). */
  operandsOf(features: readonly number[]): readonly Operands[] {
    const { left, right } = this.#columns;
    const operands: Operands[] = [];
    for (const feature of features) {
      if (feature < this.#firstNear || feature >= this.#firstReported || (feature & 0xff) === EQUAL) continue;
      const comparison = (feature - this.#firstNear) >>> 8;
      if (Number.isFinite(left[comparison] - right[comparison]))
        operands.push({ comparison, left: left[comparison], right: right[comparison] });
    }
    return operands;
  }

  /** Those of comparisons whose operands were equal in no input so far. O(operands). */
  unequal(operands: readonly Operands[]): readonly Operands[] {
    return operands.filter(({ comparison }) => this.#nearest[comparison] < EQUAL);
  }

  /** What an input with these features costs about: hits of all counters, and never the time, which is another at every run. O(features). */
  costOf(features: readonly number[]): number {
    let cost = 0;
    for (const feature of features) if (feature < this.#firstNear) cost += LEAST_OF[feature & 7];
    return cost;
  }

  /** Notes that an input reached a feature; whether it was the first. */
  #reach(feature: number): boolean {
    if (feature < this.#firstNear) {
      if (this.#reached[feature]++ > 0) return false;
      if (this.#isFirstOf(feature >>> 3)) this.#covered++;
      return true;
    }
    if (feature >= this.#firstReported) return this.#reportedReached[feature - this.#firstReported]++ === 0;
    const comparison = (feature - this.#firstNear) >>> 8;
    const near = feature & 0xff;
    if (near < this.#nearest[comparison]) return false;
    if (near > this.#nearest[comparison]) {
      this.#nearest[comparison] = near;
      this.#nearestReached[comparison] = 0;
    }
    return this.#nearestReached[comparison]++ === 0;
  }

  /** Whether this is the only bucket of its counter that was reached so far. */
  #isFirstOf(counter: number): boolean {
    let buckets = 0;
    for (let feature = 8 * counter; feature < 8 * counter + 8; feature++) if (this.#reached[feature] > 0) buckets++;
    return buckets === 1;
  }
}

const NOTHING: number[] = [];
