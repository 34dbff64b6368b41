import type { Finding } from '../judges/finding.ts';
import { GoalCounts } from '../judges/goals.ts';
import type { Job, JobResult, JobSettings } from './job.ts';
import { Pool, type JobLoss } from './pool.ts';
import type { SimulationResult } from './simulate.ts';

/** What to run. */
export interface CampaignOptions {
  readonly settings: JobSettings;
  readonly seeds: readonly string[];
  readonly workers: number;
  readonly jobTimeoutMs: number;
  /** Whether the first seed of each scenario is run a second time, on another worker, and compared. */
  readonly proves: boolean;
  /** The program of a worker; see PoolOptions. */
  readonly workerUrl?: URL;
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
  #recorded: readonly string[] | null = null;
  #recordedResult: SimulationResult | null = null;
  #isInterrupted = false;
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
      onResult: (result) => this.#take(result),
      onLoss: (loss) => this.#losses.push(loss),
    });
  }

  /** Ends the campaign where it is; {@link run} then resolves with what is known. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#pool.stop();
  }

  /** Runs everything. */
  async run(): Promise<CampaignResult> {
    await this.#pool.run(this.#jobs());
    return this.#summary();
  }

  /** Runs one seed again and keeps its operations: the lines of its trace, and what came of it. */
  async record(scenario: number, seed: string): Promise<{ readonly lines: readonly string[]; readonly result: SimulationResult } | null> {
    this.#recorded = null;
    this.#recordedResult = null;
    await this.#pool.run([{ number: 0, scenario, seed, records: true }]);
    return this.#recorded === null || this.#recordedResult === null ? null : { lines: this.#recorded, result: this.#recordedResult };
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  get #runsTotal(): number {
    return this.#options.settings.scenarios.length * this.#options.seeds.length;
  }

  #jobs(): Job[] {
    const { seeds, settings, proves } = this.#options;
    const jobs = settings.scenarios.flatMap((_, scenario) =>
      seeds.map((seed, at): Job => ({ number: scenario * seeds.length + at, scenario, seed, records: false })),
    );
    if (!proves) return jobs;
    // The proofs come last: far from the first run of the same seed, and on whichever worker is free then.
    return [
      ...jobs,
      ...settings.scenarios.map((_, scenario): Job => ({ number: this.#runsTotal + scenario, scenario, seed: seeds[0], records: false })),
    ];
  }

  #take({ number, result, lines }: JobResult): void {
    if (lines !== null) {
      this.#recorded = lines;
      this.#recordedResult = result;
      return;
    }
    if (number >= this.#runsTotal) {
      if (!(result.isCutShort && this.#isInterrupted)) this.#proofs.set(number - this.#runsTotal, result);
      return;
    }
    // A run that was broken off is no result; one that ended at its step limit is.
    if (result.isCutShort && this.#isInterrupted) return;
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
      findings: [...this.#findings(), ...this.#lost(), ...this.#differences()],
      unmet: this.#results.filter((result): result is SimulationResult => result !== null && result.unmet !== null),
      isInterrupted: this.#isInterrupted,
    };
  }

  #findings(): CampaignFinding[] {
    const { seeds } = this.#options;
    return this.#results.flatMap((result, number) =>
      result === null || result.finding === null
        ? []
        : [{ finding: result.finding, result, scenario: Math.floor(number / seeds.length), seed: result.seed }],
    );
  }

  /** A worker that hung or died under a seed: the production code did that to it, or the harness broke. */
  #lost(): CampaignFinding[] {
    return [...this.#losses]
      .sort((a, b) => a.job.number - b.job.number)
      .map(({ job, reason, isHang }) => ({
        finding: {
          judge: 'no-throw',
          rule: isHang ? 'never-hangs' : 'never-dies',
          op: 'poll',
          step: 0,
          nowNs: 0n,
          reason,
          expected: 'every run comes to its end',
          got: reason,
        },
        result: null,
        scenario: job.scenario,
        seed: job.seed,
      }));
  }

  #differences(): CampaignFinding[] {
    const { seeds } = this.#options;
    return [...this.#proofs]
      .sort(([a], [b]) => a - b)
      .flatMap(([scenario, proof]) => {
        const first = this.#results[scenario * seeds.length];
        if (first === null || (first.digest === proof.digest && first.steps === proof.steps)) return [];
        return [{ finding: differenceFinding(first, proof), result: first, scenario, seed: first.seed }];
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
