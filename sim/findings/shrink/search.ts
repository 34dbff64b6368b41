import { formatExpectedOp } from '../../data/ops/op-format.ts';
import type { ShrinkStep, InterestingnessTest, Reproduction } from './interestingness.ts';
import { pidsOf, capacityOf, narrowWindowOf, withCapacity } from './run-shape.ts';
import { LivenessPremise } from './liveness-premise.ts';

/**
 * Remembers which runs did not fail, by a hash of 53 bits over their operations, so that they are not made again. The steps of
 * the run at the start are told apart by identity, later ones by their text.
 */
export class Tried {
  readonly #numbers = new WeakMap<ShrinkStep, number>();
  readonly #byText = new Map<string, number>();
  readonly #seen = new Set<number>();
  #next = 1;

  /** `start` are the steps that most candidates are made of. */
  constructor(start: readonly ShrinkStep[]) {
    for (const step of start) this.#numbers.set(step, this.#next++);
  }

  /** Whether this run was noted before. O(steps). */
  has(steps: readonly ShrinkStep[]): boolean {
    return this.#seen.has(this.#keyOf(steps));
  }

  /** Notes a run. O(steps). */
  add(steps: readonly ShrinkStep[]): void {
    this.#seen.add(this.#keyOf(steps));
  }

  #keyOf(steps: readonly ShrinkStep[]): number {
    let high = 0x243f6a88;
    let low = 0x13198a2e;
    for (const step of steps) {
      const number = this.#numberOf(step);
      high = Math.imul(high ^ number, 0x9e3779b1);
      high ^= high >>> 15;
      low = Math.imul(low + number, 0x85ebca6b);
      low = (low << 13) | (low >>> 19);
    }
    return (high >>> 0) * 0x20_0000 + (low >>> 11);
  }

  #numberOf(step: ShrinkStep): number {
    const known = this.#numbers.get(step);
    if (known !== undefined) return known;
    const text = formatExpectedOp(step.op, step.expect);
    const number = this.#byText.get(text) ?? this.#next++;
    this.#byText.set(text, number);
    this.#numbers.set(step, number);
    return number;
  }
}

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
  readonly #premise: LivenessPremise;
  #best: Reproduction;
  #isOver = false;

  constructor(interestingness: InterestingnessTest, start: Reproduction, limits: SearchLimits) {
    this.#test = interestingness;
    this.#best = start;
    this.#limits = limits;
    this.#tried = new Tried(start.steps);
    this.#premise = new LivenessPremise(start.steps);
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
   * Takes the candidate as the best if its liveness claim is still justified and it fails in the same way. False if not, if it is
   * known not to fail, or if the budget is spent.
   */
  accepts(candidate: readonly ShrinkStep[]): boolean {
    if (this.isOver || this.#tried.has(candidate) || !this.#premise.holds(candidate)) return false;
    const reproduction = this.#test.test(candidate);
    if (reproduction === null) {
      this.#tried.add(candidate);
      return false;
    }
    this.#best = reproduction;
    return true;
  }

  /**
   * Takes the operations at these indices out, if the rest still fails. Where there are as many pids as slots, which is when
   * beats evict, the table loses a slot with each pid; a scan window that is smaller than the table shrinks with it.
   */
  drops(indices: ReadonlySet<number>): boolean {
    const { steps } = this;
    const rest = steps.filter((_, at) => !indices.has(at));
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
