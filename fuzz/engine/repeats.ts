import type { Columns } from './columns.ts';

/** What some work has counted: how often each counter of these was hit, and how near each of these comparisons came. */
interface Counted {
  readonly hits: readonly (readonly [counter: number, count: number])[];
  readonly near: readonly (readonly [comparison: number, near: number])[];
}

/**
 * Carries out work that comes to the same whatever the input is: once, and from then on what it has counted is counted again. Wrong calls of
 * what is no part of an input took a twelfth of the time of `tracker-ops`.
 */
export class Repeats {
  readonly #columns: Columns;
  readonly #hits: number;
  readonly #comparisons: number;
  readonly #known = new Map<() => void, Counted>();

  /** Over columns of which so many hit counters and comparisons are in use. */
  constructor(columns: Columns, hits: number, comparisons: number) {
    this.#columns = columns;
    this.#hits = hits;
    this.#comparisons = comparisons;
  }

  /** Carries out `work`, or counts what it has counted when it was carried out first; what throws is carried out again each time. */
  readonly run = (work: () => void): void => {
    let counted = this.#known.get(work);
    if (counted === undefined) this.#known.set(work, (counted = this.#count(work)));
    const { hits, near } = this.#columns;
    for (const [counter, count] of counted.hits) hits[counter] += count;
    for (const [comparison, value] of counted.near) if (near[comparison] < value) near[comparison] = value;
  };

  /** Carries out `work` with columns that begin at 0, and puts back what they were, also where it throws. O(counters + comparisons). */
  #count(work: () => void): Counted {
    const hits = this.#columns.hits.subarray(0, this.#hits);
    const near = this.#columns.near.subarray(0, this.#comparisons);
    const before = [hits.slice(), near.slice()] as const;
    hits.fill(0);
    near.fill(0);
    try {
      work();
      return { hits: [...hits.entries()].filter(([, count]) => count > 0), near: [...near.entries()].filter(([, value]) => value > 0) };
    } finally {
      hits.set(before[0]);
      near.set(before[1]);
    }
  }
}
