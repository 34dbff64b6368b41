import { InfrastructureError } from '../data/infrastructure-error.ts';
import { LazyList, type List } from '../data/lazy-list.ts';
import { GoalCounts } from '../oracle/goals.ts';
import { watch } from '../findings/recording/record-run.ts';
import type { RecordedRun } from '../findings/recording/recorder.ts';
import { explain, unexplained, type Suspect } from './explain-divergence.ts';
import { KeptResults } from './kept-results.ts';
import { lossOf, triage, type Triaged } from './triage.ts';
import { hangsTooOften } from './hangs-too-often.ts';
import type { CampaignFinding, Job, JobResult, LateRun, RerunJob } from './job.ts';
import type { RunSettings } from '../world/run-settings.ts';
import { missedCustomGoals, missedGoals } from '../world/scenarios/missed-goals.ts';
import { reachedIn } from './reached-in.ts';
import { Pool, type JobLoss, type JobRunner, type PoolOrder } from './pool.ts';
import { RunOrder } from './run-order.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/** Time to record what is known once a campaign was interrupted, milliseconds. */
const RESCUE_MS = 5000;

/** What to run. */
export interface CampaignOptions {
  readonly settings: RunSettings;
  readonly seeds: readonly string[];
  readonly workers: number;
  readonly jobTimeoutMs: number;
  /** Every nth seed of a scenario, from the first of its campaign on, is run a second time in another environment and compared; 0 for none. */
  readonly rerunEvery: number;
  /** Place of the first of the seeds in a campaign of which they are a part; default 0. */
  readonly firstSeedIndex?: number;
  /**
   * Whether all scenarios are run under one seed before any is under the next, so that a campaign that is cut off has gone
   * equally far with each. Default false: one scenario after another.
   */
  readonly goesBySeed?: boolean;
  /** Longest time without a sign of life of a worker, milliseconds; default 10 s. */
  readonly hangMs?: number;
  /** Who carries the runs out; default {@link workers} of its own. */
  readonly pool?: JobRunner;
  /** Asked before each run; true ends the campaign there, with what is known. */
  readonly isEnough?: () => boolean;
  /**
   * Whether it ends with the first run, in their order, in which anything is found: runs behind it are not begun, and those
   * that were do not count. Default false.
   */
  readonly failsFast?: boolean;
  /** The program of a worker; see Pool. */
  readonly workerUrl?: URL;
  /** The program that makes one run in our sight; see RecordOptions. */
  readonly recorderUrl?: URL;
  /** The program that tells one run of a pair; see PairOptions. */
  readonly rerunnerUrl?: URL;
  /** Told after each result. */
  readonly onProgress?: (progress: CampaignProgress) => void;
  /** Told of each run in which something was found, as soon as it is known. */
  readonly onFound?: (found: CampaignFinding) => void;
  /** Told of each run whose worker was lost, as soon as it is. What became of it is not known yet. */
  readonly onLoss?: (loss: JobLoss) => void;
}

/** Of so many seeds of a scenario one is run twice, unless told otherwise. */
export const RERUN_EVERY = 12;

/** How far a campaign is. */
export interface CampaignProgress {
  readonly done: number;
  readonly total: number;
  readonly scenario: string;
  readonly steps: number;
  readonly findings: number;
  /** Of the run that ended last, and how long it took, milliseconds. */
  readonly seed: string;
  readonly elapsedMs: number;
}

/** Everything that is known when a campaign has ended. */
export interface CampaignResult {
  /** By scenario, in the order of the settings; by seed within. Null for a run that was not finished. */
  readonly runs: readonly List<SimulationResult | null>[];
  readonly goals: GoalCounts;
  readonly findings: readonly CampaignFinding[];
  /** Runs that tested nothing, and why. */
  readonly unmet: readonly SimulationResult[];
  /** What a scenario is for and did not reach, by any of its seeds; custom goals that no scenario reached, as those of `all`. */
  readonly missed: readonly { readonly scenario: string; readonly goal: string }[];
  /** Runs that were made twice, and the same each time. */
  readonly rerunIdentical: number;
  /** Runs that took too long, and came to their end when they were made again: nothing is known of them. */
  readonly late: readonly LateRun[];
  readonly isInterrupted: boolean;
  /** Why the machine did not let it go on, as a sentence; null where it did. */
  readonly fault: string | null;
}

/**
 * Runs each scenario under each seed. The result depends on the settings and the seeds alone: not on the number of
 * workers, nor on who finishes first.
 */
export class Campaign {
  readonly #options: CampaignOptions;
  readonly #pool: JobRunner;
  readonly #runs: RunOrder;
  readonly #order: PoolOrder;
  readonly #results: KeptResults;
  /** Runs in which something was found, by number. */
  readonly #findings: number[] = [];
  readonly #due: RerunJob[] = [];
  readonly #suspects: Suspect[] = [];
  readonly #losses: JobLoss[] = [];
  #triaged: Triaged = { findings: [], late: [] };
  #different: readonly CampaignFinding[] = [];
  readonly #identical: number[] = [];
  #isInterrupted = false;
  #fault: string | null = null;
  #rescueEndMs = Number.POSITIVE_INFINITY;
  #steps = 0;
  #done = 0;
  /** Jobs that were given out and of which nothing was told. */
  #untold = 0;

  constructor(options: CampaignOptions) {
    this.#options = options;
    const { settings, seeds, goesBySeed = false, failsFast = false } = options;
    this.#runs = new RunOrder({ scenarios: settings.scenarios.length, seeds, goesBySeed, failsFast });
    this.#results = new KeptResults(this.#runs.total);
    this.#pool = options.pool ?? new Pool(options.workers, options.workerUrl);
    this.#order = {
      settings,
      jobTimeoutMs: options.jobTimeoutMs,
      hangMs: options.hangMs,
      onResult: (result) => {
        this.#untold--;
        this.#take(result);
      },
      onRerun: ({ number, differsAt }) => {
        this.#untold--;
        if (differsAt === null) this.#identical.push(number);
        else this.#suspect({ number, checkpoint: differsAt });
      },
      onDifferent: (number) => this.#suspect({ number, checkpoint: null }),
      onLoss: (loss) => {
        this.#untold--;
        // What ended elsewhere and not here is in doubt; what took too long may have been unlucky.
        if (loss.exit.rule !== 'never-hangs' && 'checkpoints' in loss.job) this.#suspect({ number: loss.job.number, checkpoint: null });
        else {
          this.#losses.push(loss);
          if (!('checkpoints' in loss.job)) this.#results.set(loss.job.number, null);
          if (loss.exit.rule !== 'never-hangs') this.#runs.endWith(loss.job.number);
        }
        options.onLoss?.(loss);
      },
    };
  }

  /** Ends the campaign where it is; {@link run} then resolves with what is known. Findings can be recorded for `rescueMs` more. */
  interrupt(rescueMs: number = RESCUE_MS): void {
    this.#isInterrupted = true;
    this.endWithin(rescueMs);
    this.#pool.stop();
  }

  /** Runs everything. Rejects with an {@link InfrastructureError} if not one run could be made. */
  async run(): Promise<CampaignResult> {
    try {
      await this.#pool.run(this.#jobs(), this.#order);
      // Those of the last results.
      await this.#pool.run(this.#dueReruns(), this.#order);
      if (this.#results.fault !== null) throw this.#results.fault;
      if (!this.#isInterrupted && this.#untold > 0) throw new InfrastructureError(`runs of which nothing was told: ${this.#untold}`);
    } catch (error) {
      // What was found before the machine gave way stays found.
      if (!(error instanceof InfrastructureError) || (this.#done === 0 && !this.hasFound)) throw error;
      this.#isInterrupted = true;
      this.#fault = error.message;
    }
    this.#triaged = await this.#triage(this.#losses);
    this.#different = await this.#explain(this.#suspects);
    return this.#summary(this.#triaged, this.#different);
  }

  /** What is known while it runs: a run whose worker was lost is told as that, and so are two runs that differ. */
  known(): CampaignResult {
    const late = this.#losses.filter(({ exit }) => exit.rule === 'never-hangs').map(({ job: { scenario, seed } }) => ({ scenario, seed }));
    const lost = this.#losses.filter(({ exit }) => exit.rule !== 'never-hangs').map(({ job, exit }) => lossOf(job, exit));
    const different = this.#suspects.map((suspect) => this.#unexplained(suspect));
    return { ...this.#summary({ findings: lost, late }, different), isInterrupted: true };
  }

  /** Finds out at once what became of a run whose worker was lost; null where that is no finding. */
  async lookInto(loss: JobLoss): Promise<CampaignFinding | null> {
    return (await this.#triage([loss])).findings[0] ?? null;
  }

  /** Runs one seed again and keeps its operations: the lines of its trace, and what came of it. Null if it does not end. */
  async record(scenario: number, seed: string): Promise<{ readonly lines: readonly string[]; readonly result: RecordedRun } | null> {
    const { settings, recorderUrl } = this.#options;
    const { lines, result } = await watch(
      'run',
      { settings, scenario, seed, stepsMax: null, isCareful: false, keepsLog: true },
      { hangMs: this.#hangMs, patienceMs: () => this.#patienceMs(), recorderUrl },
    );
    return result === null ? null : { lines, result };
  }

  /** Allows so much more time, milliseconds, for whatever is to be recorded; never more than was allowed before. */
  endWithin(ms: number): void {
    this.#rescueEndMs = Math.min(this.#rescueEndMs, performance.now() + ms);
  }

  /** Whether anything was found so far. */
  get hasFound(): boolean {
    return this.#findings.length > 0 || this.#losses.length > 0 || this.#suspects.length > 0;
  }

  /** Where the runs of a seed part of which a second one came to something else. */
  async differenceOf(scenario: number, seed: string): Promise<CampaignFinding> {
    return (await this.#explain([{ number: this.#runs.numberOf({ scenario, seed }), checkpoint: null }]))[0];
  }

  /** Ends the workers, also those that were given. Results that are on disk by then can be asked for no more. */
  async close(): Promise<void> {
    await this.#pool.close();
    this.#results.close();
  }

  #triage(losses: readonly JobLoss[]): Promise<Triaged> {
    const { settings, workers, recorderUrl } = this.#options;
    return triage(losses, { settings, workers, hangMs: this.#hangMs, patienceMs: () => this.#patienceMs(), recorderUrl });
  }

  #unexplained(suspect: Suspect): CampaignFinding {
    const result = this.#results.get(suspect.number);
    const finding = unexplained(suspect, result, 'nobody has looked for the step yet');
    return { finding, result, lines: null, ...this.#runs.runOf(suspect.number) };
  }

  #explain(suspects: readonly Suspect[]): Promise<CampaignFinding[]> {
    const { settings, rerunnerUrl } = this.#options;
    return explain(suspects, {
      settings,
      resultOf: (number) => this.#results.get(number),
      runOf: (number) => this.#runs.runOf(number),
      hangMs: this.#hangMs,
      patienceMs: () => this.#patienceMs(),
      rerunnerUrl,
    });
  }

  get #hangMs(): number {
    return this.#options.hangMs ?? this.#options.jobTimeoutMs;
  }

  /** Time that is left, milliseconds: without end until the campaign is interrupted. */
  #patienceMs(): number {
    return Math.max(0, this.#rescueEndMs - performance.now());
  }

  /** All runs in their order. One that is due to be run a second time comes before the next: far from here, but soon. */
  *#jobs(): Generator<Job | RerunJob> {
    const { seeds, settings, rerunEvery, firstSeedIndex = 0, goesBySeed, isEnough } = this.#options;
    for (let turn = 0; turn < this.#runs.total; turn++) {
      // Where time may run out, every scenario comes first.
      if (goesBySeed !== true || turn >= settings.scenarios.length) yield* this.#dueReruns();
      const number = this.#runs.numberAt(turn);
      const keepsCheckpoints = rerunEvery > 0 && (firstSeedIndex + (number % seeds.length)) % rerunEvery === 0;
      if (isEnough?.() === true || this.#results.fault !== null) return;
      if (!this.#runs.counts(number) || hangsTooOften(this.#losses, this.#done)) return;
      this.#untold++;
      yield { number, ...this.#runs.runOf(number), keepsCheckpoints };
    }
    yield* this.#dueReruns();
  }

  *#dueReruns(): Generator<RerunJob> {
    while (this.#due.length > 0 && this.#options.isEnough?.() !== true) {
      const job = this.#due.shift() as RerunJob;
      if (!this.#runs.counts(job.number)) continue;
      this.#untold++;
      yield job;
    }
  }

  #suspect(suspect: Suspect): void {
    this.#suspects.push(suspect);
    this.#runs.endWith(suspect.number);
    this.#options.onFound?.(this.#unexplained(suspect));
  }

  #take({ number, result, checkpoints, elapsedMs }: JobResult): void {
    const { scenario, seed } = this.#runs.runOf(number);
    if (checkpoints.length > 0) this.#due.push({ number, scenario, seed, keepsCheckpoints: false, checkpoints });
    this.#results.set(number, result);
    this.#done++;
    this.#steps += result.steps;
    if (result.finding !== null) {
      this.#findings.push(number);
      this.#runs.endWith(number);
      this.#options.onFound?.({ finding: result.finding, result, lines: null, scenario, seed });
    }
    const known = { done: this.#done, total: this.#runs.total, steps: this.#steps, findings: this.#findings.length };
    this.#options.onProgress?.({ ...known, scenario: result.scenario, seed, elapsedMs });
  }

  #summary(triaged: Triaged, different: readonly CampaignFinding[]): CampaignResult {
    const { seeds, settings } = this.#options;
    for (const found of [...triaged.findings, ...different]) this.#runs.endWith(this.#runs.numberOf(found));
    const runs = settings.scenarios.map((_, scenario) => new LazyList(seeds.length, () => this.#resultsOf(scenario)));
    const unmet: SimulationResult[] = [];
    const reached = runs.map((of) => reachedIn(of, unmet));
    const goals = new GoalCounts();
    for (const of of reached) goals.add(of.goals);
    return {
      runs,
      goals,
      findings: [...this.#found(), ...triaged.findings, ...different].filter((found) => this.#runs.counts(this.#runs.numberOf(found))),
      unmet,
      missed: [
        ...missedCustomGoals(reached).map((goal) => ({ scenario: 'all', goal })),
        ...settings.scenarios.flatMap(({ name }, at) =>
          // Without an option that the scenario is about its goals cannot be reached.
          reached[at].isRestricted ? [] : missedGoals(name, [reached[at]]).map((goal) => ({ scenario: name, goal })),
        ),
      ],
      rerunIdentical: this.#identical.filter((number) => this.#runs.counts(number)).length,
      late: triaged.late,
      isInterrupted: this.#isInterrupted,
      fault: this.#fault,
    };
  }

  /** The results of a scenario by seed; null for a run that was not finished, or does not count. */
  *#resultsOf(scenario: number): Generator<SimulationResult | null> {
    const { length } = this.#options.seeds;
    for (let number = scenario * length; number < (scenario + 1) * length; number++)
      yield this.#runs.counts(number) ? this.#results.get(number) : null;
  }

  #found(): CampaignFinding[] {
    return this.#findings
      .sort((a, b) => a - b)
      .flatMap((number) => {
        const result = this.#results.get(number);
        return result === null || result.finding === null
          ? []
          : [{ finding: result.finding, result, lines: null, ...this.#runs.runOf(number) }];
      });
  }
}
