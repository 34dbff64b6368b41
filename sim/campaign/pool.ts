import { Child, type ProcessEnd } from '../capsule/child.ts';
import { deathOf, hangFor } from '../capsule/death.ts';
import { plantedHeapMb } from '../capsule/production-under-test.ts';
import { InfrastructureError } from '../infrastructure-error.ts';
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
  /** Whether it has said a word since it was hired. */
  hasSpoken: boolean;
  timer: NodeJS.Timeout | null;
}

/** Workers in a row that may end before they have said a word. */
const STARTS_MAX = 4;

/** Runs jobs in worker processes, and survives the death of any of them. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #seats: Seat[] = [];
  #queue: Iterator<Job> = [][Symbol.iterator]();
  #isStopped = false;
  #finish: (() => void) | null = null;
  #fail: ((fault: InfrastructureError) => void) | null = null;
  /** Workers in a row that ended before they had said a word. */
  #failedStarts = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Runs all jobs; resolves when each has a result or was lost, or after {@link stop}. Rejects with an
   * {@link InfrastructureError} if workers cannot be started.
   */
  async run(jobs: Iterable<Job>): Promise<void> {
    this.#queue = jobs[Symbol.iterator]();
    if (this.#isStopped) return;
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
      while (this.#seats.length < this.#options.workers)
        this.#seats.push({ child: null, job: null, step: -1, told: '', hasSpoken: false, timer: null });
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
    seat.hasSpoken = false;
    child.send({ settings: this.#options.settings });
    child.onMessage((result) => {
      if (seat.child !== child) return;
      this.#heard(seat);
      this.#delivered(seat, result as JobResult);
    });
    child.onText((text) => {
      if (seat.child !== child) return;
      this.#heard(seat);
      hear(seat, text);
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
    this.#give(seat, seat.job);
  }

  #give(seat: Seat, job: Job): void {
    seat.child ??= this.#hire(seat);
    seat.child.send({ job });
    // The time of a job counts from when its worker is up: a slow start is no hang.
    this.#limit(seat, (seat.hasSpoken ? 0 : START_MS) + this.#options.jobTimeoutMs);
  }

  /** Gives up what the seat does in so long from now. */
  #limit(seat: Seat, timeMs: number): void {
    if (seat.timer !== null) clearTimeout(seat.timer);
    seat.timer = setTimeout(() => this.#lose(seat, null), timeMs);
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

  #heard(seat: Seat): void {
    if (!seat.hasSpoken && seat.job !== null) this.#limit(seat, this.#options.jobTimeoutMs);
    seat.hasSpoken = true;
    this.#failedStarts = 0;
  }

  /** A worker that ends before it has said a word is no fault of its job. Another one may start; if not, nothing can be done. */
  #restart(seat: Seat, end: ProcessEnd | null): void {
    this.#dismiss(seat);
    this.#failedStarts++;
    if (this.#failedStarts >= STARTS_MAX) {
      const { got } = end === null ? hangFor(this.#options.jobTimeoutMs) : deathOf(end);
      this.#fail?.(new InfrastructureError(`no worker can be started, ${this.#failedStarts} in a row: ${got}`));
      this.stop();
      return;
    }
    if (seat.job !== null) this.#give(seat, seat.job);
  }

  /** Gives up a job and its worker, and goes on with a new one. A worker that died idle is not missed until there is work. */
  #lose(seat: Seat, end: ProcessEnd | null): void {
    const { job, step } = seat;
    if (job !== null && !seat.hasSpoken) {
      this.#restart(seat, end);
      return;
    }
    this.#dismiss(seat);
    if (job === null) return;
    this.#options.onLoss({ job, end, step });
    this.#assign(seat);
  }
}

const TOLD_MAX = 64;
/** Longest time for a worker to start, milliseconds. */
const START_MS = 30_000;

/** Takes the last "<JOB STEP>" of what a worker told; one of a job before does not count. */
function hear(seat: Seat, text: string): void {
  seat.told = (seat.told + text).slice(-TOLD_MAX);
  const last = [...seat.told.matchAll(/<(\d+) (\d+)>/g)].at(-1);
  if (last !== undefined && Number(last[1]) === seat.job?.number) seat.step = Number(last[2]);
}
