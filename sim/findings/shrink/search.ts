import { pidsOf } from './actors.ts';
import { capacityOf, narrowWindowOf, withCapacity } from './capacity.ts';
import { LivenessPremise } from './liveness-premise.ts';
import type { InterestingnessTest, Reproduction, ShrinkStep } from './interestingness.ts';
import { Tried } from './tried.ts';

/** What bounds a search. */
export interface SearchLimits {
  /** Runs at most. */
  readonly runsMax: number;
  /** Asked between runs; true ends the search with the best so far. */
  readonly shouldStop: () => boolean;
}

/** The smallest failing run found so far, and the way to a smaller one. */
export class Search {
  readonly #test: InterestingnessTest;
  readonly #limits: SearchLimits;
  readonly #tried: Tried;
  readonly #fairness: LivenessPremise;
  #best: Reproduction;
  #isOver = false;

  constructor(interestingness: InterestingnessTest, start: Reproduction, limits: SearchLimits) {
    this.#test = interestingness;
    this.#best = start;
    this.#limits = limits;
    this.#tried = new Tried(start.steps);
    this.#fairness = new LivenessPremise(start.steps);
  }

  /** The smallest failing run so far. */
  get best(): Reproduction {
    return this.#best;
  }

  /** Its operations. */
  get steps(): readonly ShrinkStep[] {
    return this.#best.steps;
  }

  /** Operations carried out so far, over all runs. */
  get opsRun(): number {
    return this.#test.opsRun;
  }

  /** Whether the budget is spent. */
  get isOver(): boolean {
    this.#isOver ||= this.#test.runs >= this.#limits.runsMax || this.#limits.shouldStop();
    return this.#isOver;
  }

  /**
   * Takes the candidate as the best if it is fair and still fails in the same way. False if not, if it was seen not
   * to, or if the budget is spent.
   */
  accepts(candidate: readonly ShrinkStep[]): boolean {
    if (this.isOver || this.#tried.has(candidate) || !this.#fairness.holds(candidate)) return false;
    const reproduction = this.#test.test(candidate);
    if (reproduction === null) {
      this.#tried.add(candidate);
      return false;
    }
    this.#best = reproduction;
    return true;
  }

  /**
   * Takes the operations at these places out, if the rest still fails. Where the table may be full, and only then do beats
   * meet eviction, a slot goes with each pid; and a window that is smaller than the table may shrink as the table does.
   */
  drops(places: ReadonlySet<number>): boolean {
    const { steps } = this;
    const rest = steps.filter((_, at) => !places.has(at));
    if (rest.length === steps.length || rest.length === 0) return false;
    if (this.accepts(rest)) return true;
    const capacity = capacityOf(steps);
    const pids = pidsOf(steps).length;
    const gone = pids - pidsOf(rest).length;
    if (capacity === null || gone === 0 || pids < capacity || gone > capacity) return false;
    if (this.accepts(withCapacity(rest, capacity - gone))) return true;
    const window = narrowWindowOf(steps);
    if (window === null) return false;
    const share = (window * (capacity - gone)) / capacity;
    return [Math.ceil(share), Math.floor(share)].some((size) => this.accepts(withCapacity(rest, capacity - gone, Math.max(1, size))));
  }
}
