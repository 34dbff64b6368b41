import { FEATURE_VALUES_MAX } from '../feature.ts';

/** Which of the eight buckets a hit count belongs to: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more. */
const BUCKET_OF = Uint8Array.from({ length: 129 }, (_, hits) => {
  if (hits < 4) return Math.max(0, hits - 1);
  if (hits < 8) return 3;
  if (hits < 16) return 4;
  if (hits < 32) return 5;
  return hits < 128 ? 6 : 7;
});

function bucketOf(hits: number): number {
  return BUCKET_OF[hits < 128 ? hits : 128];
}

/**
 * What inputs have reached so far. A feature is a counter with a bucket of hit counts, or a value that the target reported; each
 * has a number. An input that brings a new one is worth keeping, and one that brings a rare one is worth changing.
 */
export class Features {
  readonly #length: number;
  /** How often each feature was reached, by its number. */
  readonly #reached: Uint32Array;
  readonly #values = new Map<string, Map<number, number>>();
  /** How often each reported value was reached, by its number above those of the counters. */
  readonly #reportedReached: number[] = [];
  readonly #reported = new Set<number>();
  #covered = 0;
  #count = 0;

  /** `length` is that of the column of counters. */
  constructor(length: number) {
    this.#length = length;
    this.#reached = new Uint32Array(8 * length);
  }

  /** Counters that were ever hit. */
  get covered(): number {
    return this.#covered;
  }

  /** Features reached so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether a counter was ever hit. O(1). */
  hasReached(counter: number): boolean {
    return this.#reached.subarray(8 * counter, 8 * counter + 8).some((times) => times > 0);
  }

  /** How many inputs reached a feature. O(1). */
  timesReached(feature: number): number {
    const first = 8 * this.#length;
    return feature < first ? this.#reached[feature] : this.#reportedReached[feature - first];
  }

  /** Takes a feature that the input reports while it runs. O(1). */
  report(name: string, value: number): void {
    let values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, (values = new Map<number, number>()));
    let number = values.get(value);
    if (number === undefined) {
      if (values.size >= FEATURE_VALUES_MAX) return;
      number = 8 * this.#length + this.#reportedReached.length;
      values.set(value, number);
      this.#reportedReached.push(0);
    }
    this.#reported.add(number);
  }

  /** Whether the input that has just run reached all of these. To be asked before {@link take}. O(features). */
  reachesAll(counters: Uint32Array, features: readonly number[]): boolean {
    const first = 8 * this.#length;
    return features.every((feature) => {
      if (feature >= first) return this.#reported.has(feature);
      const hits = counters[feature >>> 3];
      return hits !== 0 && bucketOf(hits) === (feature & 7);
    });
  }

  /** Takes what the input that has just run has reached, and clears the counters. The features that were new. O(counters). */
  take(counters: Uint32Array, used: number): readonly number[] {
    const reached = this.#reached;
    let fresh: number[] = NOTHING;
    for (let at = 0; at < used; at++) {
      const hits = counters[at];
      if (hits === 0) continue;
      counters[at] = 0;
      const feature = 8 * at + BUCKET_OF[hits < 128 ? hits : 128];
      if (reached[feature]++ > 0) continue;
      if (fresh === NOTHING) fresh = [];
      fresh.push(feature);
      if (this.#isFirstOf(at)) this.#covered++;
    }
    if (this.#reported.size > 0) fresh = this.#takeReported(fresh);
    this.#count += fresh.length;
    return fresh;
  }

  /** Forgets what the input that has just run has reached. O(counters). */
  discard(counters: Uint32Array, used: number): void {
    this.#reported.clear();
    counters.fill(0, 0, used);
  }

  #takeReported(fresh: number[]): number[] {
    const first = 8 * this.#length;
    const all = [...fresh];
    for (const number of this.#reported) if (this.#reportedReached[number - first]++ === 0) all.push(number);
    this.#reported.clear();
    return all;
  }

  /** Whether this is the only bucket of its counter that was reached so far. */
  #isFirstOf(counter: number): boolean {
    let buckets = 0;
    for (let feature = 8 * counter; feature < 8 * counter + 8; feature++) if (this.#reached[feature] > 0) buckets++;
    return buckets === 1;
  }
}

const NOTHING: number[] = [];
