import { contentName } from './corpus-folder.ts';
import { EXIT_SIGNATURES, type Crash, type ExitKind } from './crash.ts';
import { instrument, type InstrumentedBuild } from './instrument.ts';
import { NO_STATS, type JobEnd, type JobStats, type JobOrder } from './job-order.ts';
import { Job } from './job.ts';

/** What to fuzz, and for how long. */
export interface SessionOptions extends Omit<JobOrder, 'instrumented' | 'dictionary'> {
  /** Words to put into inputs beside those of the target; default none. */
  readonly dictionary?: readonly Uint8Array[];
  /** Time for all of it, milliseconds; null for no bound. */
  readonly timeMs: number | null;
  /** Processes that fuzz at once, from 1. What comes of one depends on the seed alone; several hand each other inputs as they go. */
  readonly jobs: number;
  /** Other machines that fuzz the same target, with which inputs are exchanged; default none. */
  readonly exchange?: InputExchange;
  /** Told of the first crash of each signature, as soon as it is known. */
  readonly onCrash?: (crash: CrashGroup) => void;
}

/** Hands inputs to other machines, and theirs to this one. */
export interface InputExchange {
  readonly offer: (input: Uint8Array) => void;
  readonly receive: (onInput: (input: Uint8Array) => void) => void;
  readonly leave: () => Promise<void>;
}

/** Where a session stands. */
export interface SessionStats extends JobStats {
  readonly elapsedMs: number;
  /** Time since something new was reached, milliseconds; null where nothing was yet. */
  readonly sinceNewMs: number | null;
  /** Inputs found that were not in the corpus. */
  readonly found: number;
  readonly crashes: number;
}

/** All crashes with one signature. */
export interface CrashGroup extends Crash {
  readonly kind: 'throw' | ExitKind;
  /** The first input; null if the process died before it could be read. */
  readonly input: Uint8Array | null;
  readonly count: number;
}

/** What came of a session. */
export interface SessionResult {
  readonly stats: SessionStats;
  /** Inputs that reached something new, in the order in which they came; those of the corpus among them. */
  readonly kept: readonly Uint8Array[];
  /** Those of them that were not in the corpus. */
  readonly found: readonly Uint8Array[];
  /** By signature, in the order in which they came. */
  readonly crashes: readonly CrashGroup[];
  /** Why the fuzzer could not do its work; null if it could. */
  readonly broken: string | null;
  readonly isInterrupted: boolean;
}

/** One target over one corpus, on one or more processes. */
export class Session {
  readonly #options: SessionOptions;
  readonly #startMs = performance.now();
  readonly #jobs: Job[] = [];
  readonly #stats: JobStats[];
  readonly #kept = new Map<string, Uint8Array>();
  readonly #known: ReadonlySet<string>;
  readonly #crashes = new Map<string, CrashGroup>();
  #lastNewMs: number | null = null;
  #isInterrupted = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#stats = Array.from({ length: options.jobs }, () => NO_STATS);
    this.#known = new Set(options.inputs.map(contentName));
  }

  /** Where it stands. */
  get stats(): SessionStats {
    const best = (field: keyof JobStats): number => Math.max(...this.#stats.map((stats) => stats[field]));
    return {
      executions: this.#stats.reduce((sum, { executions }) => sum + executions, 0),
      corpus: this.#kept.size,
      covered: best('covered'),
      counters: best('counters'),
      features: best('features'),
      lastKept: best('lastKept'),
      elapsedMs: performance.now() - this.#startMs,
      sinceNewMs: this.#lastNewMs === null ? null : performance.now() - this.#lastNewMs,
      found: this.#found().length,
      crashes: this.#crashes.size,
    };
  }

  /** Ends it with what there is so far. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#stop();
  }

  /** Fuzzes until a bound is met, something is found or somebody interrupts. Rejects if the build is not there, never for what a target does. */
  async run(): Promise<SessionResult> {
    const { build, target, jobs, timeMs } = this.#options;
    const instrumented = await instrument(build, target);
    for (let number = 0; number < jobs; number++) this.#jobs.push(this.#startJob(number, instrumented));
    if (this.#isInterrupted) this.#stop();
    const timer = timeMs === null ? null : setTimeout(() => this.#stop(), timeMs);
    const { exchange } = this.#options;
    exchange?.receive((input) => {
      if (!this.#known.has(contentName(input))) for (const job of this.#jobs) job.take(input);
    });
    const ends = await Promise.all(this.#jobs.map(async (job, number) => this.#judge(await job.ended, number)));
    if (timer !== null) clearTimeout(timer);
    await exchange?.leave();
    const broken = ends.find((end) => end.kind === 'broken');
    return {
      stats: this.stats,
      kept: [...this.#kept.values()],
      found: this.#found(),
      crashes: [...this.#crashes.values()],
      broken: broken?.reason ?? null,
      isInterrupted: this.#isInterrupted,
    };
  }

  #startJob(number: number, instrumented: InstrumentedBuild): Job {
    const { build, target, seed, inputs, runsMax, lengthMax, dictionary = [], timeoutMs, rssLimitMb, jobs, goesOn } = this.#options;
    // Each job makes its share, the first ones the rest.
    const share = runsMax === null ? null : Math.floor(runsMax / jobs) + (number < runsMax % jobs ? 1 : 0);
    const order = {
      build,
      instrumented,
      target,
      seed: number === 0 ? seed : `${seed} job ${number}`,
      inputs: inSizeOrder(inputs),
      runsMax: share,
      lengthMax,
      dictionary,
      goesOn,
      timeoutMs,
      rssLimitMb,
    };
    return new Job(order, {
      keep: (input, instead) => this.#keep(input, instead, number),
      crash: (input, crash) => this.#crash({ ...crash, kind: 'throw', input, count: 1 }),
      stats: (stats) => (this.#stats[number] = stats),
    });
  }

  #keep(input: Uint8Array, instead: Uint8Array | null, by: number): void {
    const name = contentName(input);
    if (instead !== null) this.#kept.delete(contentName(instead));
    if (this.#kept.has(name)) return;
    this.#kept.set(name, input);
    this.#lastNewMs = performance.now();
    // All jobs have read the corpus, and what is merely shorter is nothing new to them.
    if (this.#known.has(name) || instead !== null) return;
    this.#options.exchange?.offer(input);
    for (const [number, job] of this.#jobs.entries()) if (number !== by) job.take(input);
  }

  #crash(crash: CrashGroup): void {
    const before = this.#crashes.get(crash.signature);
    if (before === undefined) this.#options.onCrash?.(crash);
    this.#crashes.set(crash.signature, before === undefined ? crash : { ...before, count: before.count + 1 });
    if (!this.#options.goesOn && this.#jobs.length > 1) this.#stop();
  }

  /** Takes what is known of a job that has ended. If it did not end as it should, the others are stopped. */
  #judge(end: JobEnd, number: number): JobEnd {
    if (end.kind !== 'done') this.#stop();
    if (end.kind !== 'broken' && end.stats !== null) this.#stats[number] = end.stats;
    if (end.kind === 'died') {
      this.#crash({ signature: EXIT_SIGNATURES[end.how], detail: end.detail, kind: end.how, input: end.input, count: 1 });
    }
    return end;
  }

  #stop(): void {
    for (const job of this.#jobs) job.stop();
  }

  #found(): Uint8Array[] {
    return [...this.#kept].filter(([name]) => !this.#known.has(name)).map(([, input]) => input);
  }
}

/** The shortest first, so that of two inputs that reach the same the shorter is kept; the order of the folder does not count. */
function inSizeOrder(inputs: readonly Uint8Array[]): readonly Uint8Array[] {
  return inputs
    .map((input) => ({ input, name: contentName(input) }))
    .sort((a, b) => a.input.length - b.input.length || (a.name < b.name ? -1 : 1))
    .map(({ input }) => input);
}
