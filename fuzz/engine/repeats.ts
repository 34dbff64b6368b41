import type { Columns } from './columns.ts';

/** What some work has counted: how often each counter of these was hit, and how near each of these comparisons came, with which operands. */
interface Counted {
  readonly hits: readonly (readonly [counter: number, count: number])[];
  readonly near: readonly (readonly [comparison: number, near: number, left: number, right: number])[];
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
    const { hits, near, left, right } = this.#columns;
    for (const [counter, count] of counted.hits) hits[counter] += count;
    for (const [comparison, value, ...operands] of counted.near) {
      if (near[comparison] >= value) continue;
      near[comparison] = value;
      [left[comparison], right[comparison]] = operands;
    }
  };

  /** Carries out `work` with columns that begin at 0, and puts back what they were, also where it throws. O(counters + comparisons). */
  #count(work: () => void): Counted {
    const hits = this.#columns.hits.subarray(0, this.#hits);
    const [near, left, right] = [this.#columns.near, this.#columns.left, this.#columns.right].map((column) =>
      column.subarray(0, this.#comparisons),
    );
    const columns = [hits, near, left, right];
    const before = columns.map((column) => column.slice());
    hits.fill(0);
    near.fill(0);
    try {
      work();
      const compared = [...near.keys()].filter((comparison) => near[comparison] > 0);
      return {
        hits: [...hits.entries()].filter(([, count]) => count > 0),
        near: compared.map((comparison) => [comparison, near[comparison], left[comparison], right[comparison]]),
      };
    } finally {
      for (const [at, column] of columns.entries()) column.set(before[at]);
    }
  }
}
