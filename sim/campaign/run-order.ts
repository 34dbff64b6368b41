import type { LateRun } from './job.ts';

/** What decides the order; see CampaignOptions. */
export interface RunOrderOptions {
  /** Number of scenarios. */
  readonly scenarios: number;
  readonly seeds: readonly string[];
  readonly goesBySeed: boolean;
  readonly failsFast: boolean;
}

/**
 * The runs of a campaign. The number of a run is its place in the results: by scenario, by seed within. Its turn is its place in
 * the order in which runs are begun. Both count from 0.
 */
export class RunOrder {
  readonly #options: RunOrderOptions;
  /** The last run, by its turn, that counts. */
  #lastTurn = Number.POSITIVE_INFINITY;

  constructor(options: RunOrderOptions) {
    this.#options = options;
  }

  /** How many runs there are. O(1). */
  get total(): number {
    return this.#options.scenarios * this.#options.seeds.length;
  }

  /** Scenario and seed of a run. O(1). */
  runOf(number: number): LateRun {
    const { seeds } = this.#options;
    return { scenario: Math.floor(number / seeds.length), seed: seeds[number % seeds.length] };
  }

  /** The number of a run; its seed must be one of the campaign's. O(seeds). */
  numberOf({ scenario, seed }: LateRun): number {
    const { seeds } = this.#options;
    return scenario * seeds.length + seeds.indexOf(seed);
  }

  /** The number of the run whose turn it is. O(1). */
  numberAt(turn: number): number {
    const { seeds, scenarios, goesBySeed } = this.#options;
    return goesBySeed ? (turn % scenarios) * seeds.length + Math.floor(turn / scenarios) : turn;
  }

  /** Something was found in a run: where that ends the campaign, no run behind it counts. O(1). */
  endWith(number: number): void {
    if (this.#options.failsFast) this.#lastTurn = Math.min(this.#lastTurn, this.#turnOf(number));
  }

  /** Whether a run counts. O(1). */
  counts(number: number): boolean {
    return this.#turnOf(number) <= this.#lastTurn;
  }

  #turnOf(number: number): number {
    const { seeds, scenarios, goesBySeed } = this.#options;
    return goesBySeed ? (number % seeds.length) * scenarios + Math.floor(number / seeds.length) : number;
  }
}
