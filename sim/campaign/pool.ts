import { Child, type Outcome } from '../process/child.ts';
import type { AbnormalExit } from '../process/abnormal-exit.ts';
import { plantedHeapMb, plantedModule } from '../subject/production-under-test.ts';
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

/** What to run, and who takes what comes of it. */
export interface PoolOrder {
  readonly settings: RunSettings;
  /** Longest time for one job, milliseconds; a worker that takes longer is ended. */
  readonly jobTimeoutMs: number;
  /** Longest time without a sign of life, milliseconds, likewise; default 10 s: a slow worker tells after 256 operations how far it is. */
  readonly hangMs?: number | undefined;
  readonly onResult: (result: JobResult) => void;
  readonly onRerun: (result: RerunResult) => void;
  readonly onLoss: (loss: JobLoss) => void;
  /** Told of a run of which two machines have sent different results. */
  readonly onDifferent?: (number: number) => void;
}

/** Who carries out the jobs of a campaign. */
export interface JobRunner {
  /** Has all jobs carried out; resolves when each has a result or was lost, or after {@link stop}. */
  run(jobs: Iterable<Job | RerunJob>, order: PoolOrder): Promise<void>;
  /** Ends it where it is. */
  stop(): void;
  /** Lets go of everything that it holds, and resolves when that is gone. */
  close(): Promise<void>;
}

type Worker = Child<WorkerTasks>;

/** Where a worker runs: in the environment of this process, or in another. */
const PLACES = ['own', 'other'] as const;
type Place = (typeof PLACES)[number];

/** Runs one job at a time. Every second seat of a pool is in the other environment; a seat that is alone has a worker in each. */
interface Seat {
  readonly place: Place;
  readonly workers: Record<Place, Worker | null>;
}

/** What a worker is set up with. */
type SetUp = Parameters<WorkerTasks['setUp']>[0];

/** Longest time without a sign of life of a worker, unless told otherwise, milliseconds. */
export const DEFAULT_HANG_MS = 10_000;

/** Workers in a row that may fail to start. */
const STARTS_MAX = 4;

/**
 * Runs jobs in worker processes, and survives the end of any of them. Its workers may serve one campaign after another. A run is made a
 * second time where it was not made first: in the other of two environments.
 */
export class Pool implements JobRunner {
  readonly #seats: readonly Seat[];
  /** Where runs were made that are to be made a second time, by number; in our own environment where that is not known. */
  readonly #madeAt = new Map<number, Place>();
  /** Jobs that a seat came upon and that belong elsewhere. */
  readonly #kept: Record<Place, (Job | RerunJob)[]> = { own: [], other: [] };
  readonly #workerUrl: URL;
  readonly #setUps = new WeakMap<Worker, SetUp>();
  #isStopped = false;
  /** Workers in a row that failed to start. */
  #failedStarts = 0;

  /** `workerUrl` is the program of a worker; default the one beside this file. */
  constructor(workers: number, workerUrl: URL = new URL('./worker.js', import.meta.url)) {
    this.#seats = Array.from({ length: workers }, (_, seat) => ({ place: PLACES[seat % 2], workers: { own: null, other: null } }));
    this.#workerUrl = workerUrl;
  }

  /**
   * Runs all jobs; resolves when each has a result or was lost, or after {@link stop}. Rejects, stopped, with what a callback throws, or with
   * an {@link InfrastructureError} if workers cannot be started.
   */
  async run(jobs: Iterable<Job | RerunJob>, order: PoolOrder): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    const setUp = { settings: order.settings, module: plantedModule() };
    try {
      do await Promise.all(this.#seats.map(async (seat) => this.#runIn(seat, queue, order, setUp)));
      // What was kept for seats that had come to their end by then.
      while (!this.#isStopped && PLACES.some((place) => this.#kept[place].length > 0));
    } catch (error) {
      this.stop();
      throw error;
    }
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
    return this.#seats.flatMap(({ workers: { own, other } }) => [own, other].filter((worker) => worker !== null));
  }

  async #runIn(seat: Seat, queue: Iterator<Job | RerunJob>, order: PoolOrder, setUp: SetUp): Promise<void> {
    for (;;) {
      const next = this.#isStopped ? null : this.#next(seat.place, queue);
      if (next === null) return;
      const { job, place } = next;
      // A seat that is alone makes the second run, too: the process for it starts while the first is made, half a second sooner.
      if (job.keepsCheckpoints && this.#seats.length === 1) this.#child(seat, 'other');
      const worker = await this.#workerFor(seat, place, setUp, order);
      if (worker === null) return;
      let step = -1;
      worker.onLine((kind, [number, at]) => {
        if (kind === 'at' && Number(number) === job.number) step = Number(at);
      });
      const outcome = await carryOut(worker, job, order);
      if (outcome === null) return;
      if ('answer' in outcome) continue;
      seat.workers[place] = null;
      order.onLoss({ job, exit: outcome.exit, step });
    }
  }

  /** The next job of a seat, and where it is to be carried out; null if there is none. One that belongs elsewhere is kept for those there. */
  #next(here: Place, queue: Iterator<Job | RerunJob>): { readonly job: Job | RerunJob; readonly place: Place } | null {
    const kept = this.#kept[here].shift();
    if (kept !== undefined) return { job: kept, place: here };
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const job = next.value;
      const place = this.#placeOf(job, here);
      if (place === here || this.#seats.length === 1) return { job, place };
      this.#kept[place].push(job);
    }
    return null;
  }

  /** A first run is made here, a second one where the first was not. */
  #placeOf(job: Job | RerunJob, here: Place): Place {
    if ('checkpoints' in job) {
      const madeAt = this.#madeAt.get(job.number) ?? 'own';
      this.#madeAt.delete(job.number);
      return madeAt === 'own' ? 'other' : 'own';
    }
    if (job.keepsCheckpoints) this.#madeAt.set(job.number, here);
    return here;
  }

  #child({ workers }: Seat, place: Place): Worker {
    const environment = place === 'own' ? null : otherEnvironment();
    return (workers[place] ??= new Child<WorkerTasks>(this.#workerUrl, { heapMb: plantedHeapMb(), environment }));
  }

  /**
   * The worker of a place, set up. One that ends before it is set up is no fault of its job: another one may start. Null if the
   * pool was stopped.
   */
  async #workerFor(seat: Seat, place: Place, setUp: SetUp, { jobTimeoutMs }: PoolOrder): Promise<Worker | null> {
    while (!this.#isStopped) {
      const worker = this.#child(seat, place);
      if (this.#setUps.get(worker) === setUp) return worker;
      const outcome = await worker.ask('setUp', setUp, { deadlineMs: jobTimeoutMs });
      if (outcome === null) return null;
      if ('answer' in outcome) {
        this.#failedStarts = 0;
        this.#setUps.set(worker, setUp);
        return worker;
      }
      seat.workers[place] = null;
      if (++this.#failedStarts < STARTS_MAX) continue;
      throw new InfrastructureError(`no worker can be started, ${this.#failedStarts} in a row: ${outcome.exit.got}`);
    }
    return null;
  }
}

/** Has a job carried out, and hands its answer over. */
async function carryOut(worker: Worker, job: Job | RerunJob, order: PoolOrder): Promise<Outcome<unknown>> {
  const limits = { deadlineMs: order.jobTimeoutMs, hangMs: order.hangMs ?? DEFAULT_HANG_MS };
  if ('checkpoints' in job) {
    const outcome = await worker.ask('rerun', job, limits);
    if (outcome !== null && 'answer' in outcome) order.onRerun(outcome.answer);
    return outcome;
  }
  const outcome = await worker.ask('run', job, limits);
  if (outcome !== null && 'answer' in outcome) order.onResult(outcome.answer);
  return outcome;
}
