import { Child, type ProcessEnd } from '../capsule/child.ts';
import { plantedHeapMb } from '../capsule/production-under-test.ts';
import type { Job, JobResult, JobSettings } from './job.ts';

/** A job whose worker came to its end in the middle of it. */
export interface JobLoss {
  readonly job: Job;
  /** How the worker ended; null if it was ended because the job took too long. */
  readonly end: ProcessEnd | null;
  /** The last operation that it told of, counted from 0; -1 if it told of none. */
  readonly step: number;
}

/** How to run jobs. */
export interface PoolOptions {
  readonly settings: JobSettings;
  readonly workers: number;
  /** Longest time for one job, milliseconds; a worker that takes longer is ended. */
  readonly jobTimeoutMs: number;
  /** The program of a worker; default the one beside this file. */
  readonly workerUrl?: URL;
  /** Asked before a job is given out: false leaves it out. */
  readonly isWanted?: (job: Job) => boolean;
  readonly onResult: (result: JobResult) => void;
  readonly onLoss: (loss: JobLoss) => void;
}

interface Seat {
  child: Child | null;
  job: Job | null;
  step: number;
  /** The end of what the worker told. */
  told: string;
  timer: NodeJS.Timeout | null;
}

/** Runs jobs in worker processes, and survives the death of any of them. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #seats: Seat[] = [];
  #queue: Iterator<Job> = [][Symbol.iterator]();
  #isStopped = false;
  #finish: (() => void) | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs all jobs; resolves when each has a result or was lost, or after {@link stop}. */
  async run(jobs: Iterable<Job>): Promise<void> {
    this.#queue = jobs[Symbol.iterator]();
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      while (this.#seats.length < this.#options.workers) this.#seats.push({ child: null, job: null, step: -1, told: '', timer: null });
      for (const seat of this.#seats) this.#assign(seat);
    });
  }

  /** Ends the workers where they are; what they have not delivered is not known. */
  stop(): void {
    this.#isStopped = true;
    for (const seat of this.#seats) {
      seat.job = null;
      this.#dismiss(seat);
    }
    this.#finish?.();
  }

  /** Ends all workers, and resolves when they are gone. */
  async close(): Promise<void> {
    const children = this.#seats.flatMap(({ child }) => (child === null ? [] : [child]));
    this.stop();
    await Promise.all(children.map(({ ended }) => ended));
  }

  #hire(seat: Seat): Child {
    const child = new Child(this.#options.workerUrl ?? new URL('./worker.js', import.meta.url), plantedHeapMb());
    child.send({ settings: this.#options.settings });
    child.onMessage((result) => {
      if (seat.child === child) this.#delivered(seat, result as JobResult);
    });
    child.onText((text) => {
      if (seat.child === child) hear(seat, text);
    });
    void this.#awaitEnd(seat, child);
    return child;
  }

  async #awaitEnd(seat: Seat, child: Child): Promise<void> {
    const end = await child.ended;
    // The seat of a worker that was given up has another, or none.
    if (seat.child === child) this.#lose(seat, end);
  }

  #dismiss(seat: Seat): void {
    if (seat.timer !== null) clearTimeout(seat.timer);
    seat.timer = null;
    seat.child?.kill();
    seat.child = null;
    seat.told = '';
  }

  #assign(seat: Seat): void {
    if (seat.timer !== null) clearTimeout(seat.timer);
    seat.timer = null;
    seat.step = -1;
    seat.job = this.#takeJob();
    if (seat.job === null) {
      if (this.#seats.every(({ job }) => job === null)) this.#finish?.();
      return;
    }
    seat.child ??= this.#hire(seat);
    seat.child.send({ job: seat.job });
    seat.timer = setTimeout(() => this.#lose(seat, null), this.#options.jobTimeoutMs);
  }

  #takeJob(): Job | null {
    while (!this.#isStopped) {
      const next = this.#queue.next();
      if (next.done === true) return null;
      if (this.#options.isWanted?.(next.value) !== false) return next.value;
    }
    return null;
  }

  #delivered(seat: Seat, result: JobResult): void {
    this.#options.onResult(result);
    if (!this.#isStopped) this.#assign(seat);
  }

  /** Gives up a job and its worker, and goes on with a new one. A worker that died idle is not missed until there is work. */
  #lose(seat: Seat, end: ProcessEnd | null): void {
    const { job, step } = seat;
    this.#dismiss(seat);
    if (job === null) return;
    this.#options.onLoss({ job, end, step });
    this.#assign(seat);
  }
}

const TOLD_MAX = 64;

/** Takes the last "<JOB STEP>" of what a worker told; one of a job before does not count. */
function hear(seat: Seat, text: string): void {
  seat.told = (seat.told + text).slice(-TOLD_MAX);
  const last = [...seat.told.matchAll(/<(\d+) (\d+)>/g)].at(-1);
  if (last !== undefined && Number(last[1]) === seat.job?.number) seat.step = Number(last[2]);
}
