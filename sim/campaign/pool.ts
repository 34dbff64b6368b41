import { Child, type Limits, type Outcome } from '../process/child.ts';
import type { AbnormalExit } from '../process/abnormal-exit.ts';
import { plantedHeapMb } from '../subject/production-under-test.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { otherEnvironment } from '../process/environment.ts';
import type { Job, JobResult, RerunJob, RerunResult } from './job.ts';
import type { RunSettings } from '../world/run-settings.ts';
import type { WorkerTasks } from './worker.ts';

/** A job whose worker ended in the middle of it. */
export interface JobLoss {
  readonly job: Job | RerunJob;
  readonly exit: AbnormalExit;
  /** The last operation that the worker reported, counted from 0; -1 if it reported none. */
  readonly step: number;
}

/** How to run jobs. */
export interface PoolOptions {
  readonly settings: RunSettings;
  readonly workers: number;
  /** Longest time for one job, milliseconds; a worker that takes longer is ended. */
  readonly jobTimeoutMs: number;
  /** The program of a worker; default the one beside this file. */
  readonly workerUrl?: URL;
  readonly onResult: (result: JobResult) => void;
  readonly onRerun: (result: RerunResult) => void;
  readonly onLoss: (loss: JobLoss) => void;
}

type Worker = Child<WorkerTasks>;

/** Runs one job at a time, in one of two workers: one in the environment of this process, one in another for re-runs. */
interface Seat {
  own: Worker | null;
  other: Worker | null;
}

/** Workers in a row that may fail to start. */
const STARTS_MAX = 4;

/** Runs jobs in worker processes, and survives the end of any of them. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #seats: readonly Seat[];
  #isStopped = false;
  /** Workers in a row that failed to start. */
  #failedStarts = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.workers }, () => ({ own: null, other: null }));
  }

  /**
   * Runs all jobs; resolves when each has a result or was lost, or after {@link stop}. Rejects with an
   * {@link InfrastructureError} if workers cannot be started.
   */
  async run(jobs: Iterable<Job | RerunJob>): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    await Promise.all(this.#seats.map(async (seat) => this.#runIn(seat, queue)));
  }

  /** Ends the workers where they are; what they have not delivered is not known. */
  stop(): void {
    this.#isStopped = true;
    for (const worker of this.#workers()) void worker.kill();
  }

  /** Ends all workers, and resolves when they are gone. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#workers().map(async ({ ended }) => ended));
  }

  #workers(): readonly Worker[] {
    return this.#seats.flatMap(({ own, other }) => [own, other].filter((worker) => worker !== null));
  }

  async #runIn(seat: Seat, queue: Iterator<Job | RerunJob>): Promise<void> {
    const limits = { deadlineMs: this.#options.jobTimeoutMs };
    for (;;) {
      const next = this.#isStopped ? null : queue.next();
      if (next === null || next.done === true) return;
      const job = next.value;
      const place = 'checkpoints' in job ? 'other' : 'own';
      const worker = (seat[place] ??= await this.#start(seat, place));
      if (worker === null) return;
      let step = -1;
      worker.onLine((kind, [number, at]) => {
        if (kind === 'at' && Number(number) === job.number) step = Number(at);
      });
      const outcome = await this.#carryOut(worker, job, limits);
      if (outcome === null) return;
      if ('answer' in outcome) continue;
      seat[place] = null;
      this.#options.onLoss({ job, exit: outcome.exit, step });
    }
  }

  async #carryOut(worker: Worker, job: Job | RerunJob, limits: Limits): Promise<Outcome<unknown>> {
    if ('checkpoints' in job) {
      const outcome = await worker.ask('rerun', job, limits);
      if (outcome !== null && 'answer' in outcome) this.#options.onRerun(outcome.answer);
      return outcome;
    }
    const outcome = await worker.ask('run', job, limits);
    if (outcome !== null && 'answer' in outcome) this.#options.onResult(outcome.answer);
    return outcome;
  }

  /** A worker that ends before it is set up is no fault of its job: another one may start. Null if the pool was stopped. */
  async #start(seat: Seat, place: 'own' | 'other'): Promise<Worker | null> {
    const { workerUrl = new URL('./worker.js', import.meta.url), settings, jobTimeoutMs } = this.#options;
    while (!this.#isStopped) {
      const worker = new Child<WorkerTasks>(workerUrl, {
        heapMb: plantedHeapMb(),
        environment: place === 'own' ? null : otherEnvironment(),
      });
      seat[place] = worker;
      const outcome = await worker.ask('settings', settings, { deadlineMs: jobTimeoutMs });
      if (outcome === null) return null;
      if ('answer' in outcome) {
        this.#failedStarts = 0;
        return worker;
      }
      seat[place] = null;
      if (++this.#failedStarts < STARTS_MAX) continue;
      this.stop();
      throw new InfrastructureError(`no worker can be started, ${this.#failedStarts} in a row: ${outcome.exit.got}`);
    }
    return null;
  }
}
