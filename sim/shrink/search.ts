import type { Oracle, Reproduction, ShrinkStep } from './oracle.ts';

/** What bounds a search. */
export interface SearchLimits {
  /** Runs at most. */
  readonly runsMax: number;
  /** Asked between runs; true ends the search with the best so far. */
  readonly shouldStop: () => boolean;
}

/** The smallest failing run found so far, and the way to a smaller one. */
export class Search {
  readonly #oracle: Oracle;
  readonly #limits: SearchLimits;
  #best: Reproduction;
  #isOver = false;

  constructor(oracle: Oracle, start: Reproduction, limits: SearchLimits) {
    this.#oracle = oracle;
    this.#best = start;
    this.#limits = limits;
  }

  /** The smallest failing run so far. */
  get best(): Reproduction {
    return this.#best;
  }

  /** Its operations. */
  get steps(): readonly ShrinkStep[] {
    return this.#best.steps;
  }

  /** Whether the budget is spent. */
  get isOver(): boolean {
    this.#isOver ||= this.#oracle.runs >= this.#limits.runsMax || this.#limits.shouldStop();
    return this.#isOver;
  }

  /** Takes the candidate as the best if it still fails in the same way. False if not, or if the budget is spent. */
  accepts(candidate: readonly ShrinkStep[]): boolean {
    if (this.isOver) return false;
    const reproduction = this.#oracle.test(candidate);
    if (reproduction === null) return false;
    this.#best = reproduction;
    return true;
  }
}
