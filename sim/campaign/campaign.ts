import type { Finding } from '../judges/finding.ts';
import { GoalCounts } from '../judges/goals.ts';
import { watch } from '../capsule/watch.ts';
import { inquire } from './inquire.ts';
import type { Job, JobResult, JobSettings } from './job.ts';
import { Pool, type JobLoss } from './pool.ts';
import type { SimulationResult } from './simulate.ts';

/** Time to record what is known once a campaign was interrupted, milliseconds. */
const RESCUE_MS = 5000;

/** What to run. */
export interface CampaignOptions {
  readonly settings: JobSettings;
  readonly seeds: readonly string[];
  readonly workers: number;
  readonly jobTimeoutMs: number;
  /** Whether the first seed of each scenario is run a second time, on another worker, and compared. */
  readonly proves: boolean;
  /**
   * Whether all scenarios are run under one seed before any is under the next, so that a campaign that is cut off has gone
   * equally far with each. Default false: one scenario after another.
   */
  readonly goesBySeed?: boolean;
  /** The program of a worker; see PoolOptions. */
  readonly workerUrl?: URL;
  /** The program that makes one run in our sight; see WatchOptions. */
  readonly witnessUrl?: URL;
  /** Told after each result. */
  readonly onProgress?: (progress: CampaignProgress) => void;
}

/** How far a campaign is. */
export interface CampaignProgress {
  readonly done: number;
  readonly total: number;
  readonly scenario: string;
  readonly steps: number;
  readonly findings: number;
}

/** A finding, and the run in which it came up. */
export interface CampaignFinding {
  readonly finding: Finding;
  readonly result: SimulationResult | null;
  /** The operations, as the lines of a trace, of a run that did not live to be recorded later; null for all others. */
  readonly lines: readonly string[] | null;
  readonly scenario: number;
  readonly seed: string;
}

/** Everything that is known when a campaign has ended. */
export interface CampaignResult {
  /** By scenario, in the order of the settings; by seed within. Null for a run that was not finished. */
  readonly runs: readonly (readonly (SimulationResult | null)[])[];
  readonly goals: GoalCounts;
  readonly findings: readonly CampaignFinding[];
  /** Runs that tested nothing, and why. */
  readonly unmet: readonly SimulationResult[];
  readonly isInterrupted: boolean;
}

/**
 * Runs each scenario under each seed. The result depends on the settings and the seeds alone: not on the number of
 * workers, nor on who finishes first.
 */
export class Campaign {
  readonly #options: CampaignOptions;
  readonly #pool: Pool;
  readonly #results: (SimulationResult | null)[];
  readonly #proofs = new Map<number, SimulationResult>();
  readonly #losses: JobLoss[] = [];
  #lost: readonly CampaignFinding[] = [];
  #isInterrupted = false;
  #rescueEndMs = Number.POSITIVE_INFINITY;
  #steps = 0;
  #done = 0;
  #found = 0;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#results = new Array<SimulationResult | null>(this.#runsTotal).fill(null);
    this.#pool = new Pool({
      settings: options.settings,
      workers: options.workers,
      jobTimeoutMs: options.jobTimeoutMs,
      ...(options.workerUrl === undefined ? {} : { workerUrl: options.workerUrl }),
      // What was lost is looked into all the same: to lose it again proves nothing.
      isWanted: ({ scenario, seed }) => !this.#losses.some(({ job }) => job.scenario === scenario && job.seed === seed),
      onResult: (result) => this.#take(result),
      onLoss: (loss) => this.#losses.push(loss),
    });
  }

  /**
   * Ends the campaign where it is; {@link run} then resolves with what is known. For `rescueMs` more, default 5000, its
   * findings can be recorded.
   */
  interrupt(rescueMs: number = RESCUE_MS): void {
    this.#isInterrupted = true;
    this.#rescueEndMs = performance.now() + rescueMs;
    this.#pool.stop();
  }

  /** Runs everything. */
  async run(): Promise<CampaignResult> {
    await this.#pool.run(this.#jobs());
    const { settings, workers, jobTimeoutMs, witnessUrl } = this.#options;
    this.#lost = await inquire(this.#losses, { settings, workers, jobTimeoutMs, patienceMs: () => this.#patienceMs(), witnessUrl });
    return this.#summary();
  }

  /** Runs one seed again and keeps its operations: the lines of its trace, and what came of it. Null if it does not end. */
  async record(scenario: number, seed: string): Promise<{ readonly lines: readonly string[]; readonly result: SimulationResult } | null> {
    const { settings, jobTimeoutMs, witnessUrl } = this.#options;
    const { lines, result } = await watch(
      { kind: 'run', settings, scenario, seed, stepsMax: null, isCareful: false },
      { hangMs: jobTimeoutMs, patienceMs: () => this.#patienceMs(), witnessUrl },
    );
    return result === null ? null : { lines, result };
  }

  /** Whether anything was found so far. */
  get hasFound(): boolean {
    return this.#found > 0 || this.#losses.length > 0;
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Time that is left, milliseconds: without end until the campaign is interrupted. */
  #patienceMs(): number {
    return Math.max(0, this.#rescueEndMs - performance.now());
  }

  get #runsTotal(): number {
    return this.#options.settings.scenarios.length * this.#options.seeds.length;
  }

  *#jobs(): Generator<Job> {
    const { seeds, settings, proves, goesBySeed } = this.#options;
    const job = (scenario: number, at: number): Job => ({ number: scenario * seeds.length + at, scenario, seed: seeds[at] });
    const numbers = settings.scenarios.map((_, scenario) => scenario);
    const proofs = proves ? numbers.map((scenario): Job => ({ number: this.#runsTotal + scenario, scenario, seed: seeds[0] })) : [];
    if (goesBySeed === true) {
      for (let at = 0; at < seeds.length; at++) {
        yield* numbers.map((scenario) => job(scenario, at));
        if (at === 0) yield* proofs;
      }
      return;
    }
    for (const scenario of numbers) for (let at = 0; at < seeds.length; at++) yield job(scenario, at);
    // The proofs come last: far from the first run of the same seed, and on whichever worker is free then.
    yield* proofs;
  }

  #take({ number, result }: JobResult): void {
    if (number >= this.#runsTotal) {
      this.#proofs.set(number - this.#runsTotal, result);
      return;
    }
    this.#results[number] = result;
    this.#done++;
    this.#steps += result.steps;
    if (result.finding !== null) this.#found++;
    this.#options.onProgress?.({
      done: this.#done,
      total: this.#runsTotal,
      scenario: result.scenario,
      steps: this.#steps,
      findings: this.#found,
    });
  }

  #summary(): CampaignResult {
    const { seeds, settings } = this.#options;
    const runs = settings.scenarios.map((_, scenario) => this.#results.slice(scenario * seeds.length, (scenario + 1) * seeds.length));
    const goals = new GoalCounts();
    for (const result of this.#results) if (result !== null) goals.add(result.goals);
    return {
      runs,
      goals,
      findings: [...this.#findings(), ...this.#lost, ...this.#differences()],
      unmet: this.#results.filter((result): result is SimulationResult => result !== null && result.unmet !== null),
      isInterrupted: this.#isInterrupted,
    };
  }

  #findings(): CampaignFinding[] {
    const { seeds } = this.#options;
    return this.#results.flatMap((result, number) =>
      result === null || result.finding === null
        ? []
        : [{ finding: result.finding, result, lines: null, scenario: Math.floor(number / seeds.length), seed: result.seed }],
    );
  }

  #differences(): CampaignFinding[] {
    const { seeds } = this.#options;
    return [...this.#proofs]
      .sort(([a], [b]) => a - b)
      .flatMap(([scenario, proof]) => {
        const first = this.#results[scenario * seeds.length];
        if (first === null || (first.digest === proof.digest && first.steps === proof.steps)) return [];
        return [{ finding: differenceFinding(first, proof), result: first, lines: null, scenario, seed: first.seed }];
      });
  }
}

/** Two runs of one seed came to different ends. */
export function differenceFinding(first: SimulationResult, second: SimulationResult): Finding {
  return {
    judge: 'determinism',
    rule: 'same-seed-same-run',
    op: 'poll',
    step: Math.min(first.steps, second.steps),
    nowNs: 0n,
    reason: 'the same seed gave two different runs',
    expected: `digest ${first.digest} after ${first.steps} steps`,
    got: `digest ${second.digest} after ${second.steps} steps`,
  };
}
