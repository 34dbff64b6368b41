import { Child, type ProcessEnd } from '../process/child.ts';
import { abnormalExitOf, hangFor } from '../process/abnormal-exit.ts';
import { plantedHeapMb } from '../subject/production-under-test.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { otherEnvironment } from '../process/environment.ts';
import type { Job, JobResult, RerunJob, RerunResult } from './job.ts';
import type { RunSettings } from '../world/run-settings.ts';

/** A job whose worker came to its end in the middle of it. */
export interface JobLoss {
  readonly job: Job | RerunJob;
  /** How the worker ended; null if it was ended because the job took too long. */
  readonly end: ProcessEnd | null;
  /** The last operation that it told of, counted from 0; -1 if it told of none. */
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

/** Where a worker is: in the surroundings of this process, or in others, for what is to be run a second time. */
type Where = 'here' | 'elsewhere';

function placeOf(job: Job | RerunJob): Where {
  return 'marks' in job ? 'elsewhere' : 'here';
}

interface Seat {
  /** Its workers, of which one is at work at a time. */
  readonly children: Record<Where, Child | null>;
  job: Job | RerunJob | null;
  step: number;
  /** The end of what the worker told. */
  told: string;
  /** Whether they have said a word since they were hired. */
  readonly hasSpoken: Record<Where, boolean>;
  timer: NodeJS.Timeout | null;
}

function emptySeat(): Seat {
  const nobody = { here: null, elsewhere: null };
  return { children: nobody, job: null, step: -1, told: '', hasSpoken: { here: false, elsewhere: false }, timer: null };
}

/** Workers in a row that may end before they have said a word. */
const STARTS_MAX = 4;

/** Runs jobs in worker processes, and survives the death of any of them. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #seats: Seat[] = [];
  #queue: Iterator<Job | RerunJob> = [][Symbol.iterator]();
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
  async run(jobs: Iterable<Job | RerunJob>): Promise<void> {
    this.#queue = jobs[Symbol.iterator]();
    if (this.#isStopped) return;
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
      while (this.#seats.length < this.#options.workers) this.#seats.push(emptySeat());
      for (const seat of this.#seats) this.#assign(seat);
    });
  }

  /** Ends the workers where they are; what they have not delivered is not known. */
  stop(): void {
    this.#isStopped = true;
    for (const seat of this.#seats) {
      seat.job = null;
      stopTimer(seat);
      this.#dismiss(seat, 'here');
      this.#dismiss(seat, 'elsewhere');
    }
    this.#finish?.();
  }

  /** Ends all workers, and resolves when they are gone. */
  async close(): Promise<void> {
    const children = this.#seats.flatMap((seat) => Object.values(seat.children).filter((child) => child !== null));
    this.stop();
    await Promise.all(children.map(({ ended }) => ended));
  }

  #hire(seat: Seat, where: Where): Child {
    const { workerUrl = new URL('./worker.js', import.meta.url), settings } = this.#options;
    const child = new Child(workerUrl, plantedHeapMb(), where === 'here' ? null : otherEnvironment());
    seat.hasSpoken[where] = false;
    child.send({ settings });
    child.onMessage((answer) => {
      if (seat.children[where] !== child) return;
      this.#noteSignOfLife(seat, where);
      this.#delivered(seat, answer as JobResult | RerunResult);
    });
    child.onText((text) => {
      if (seat.children[where] !== child) return;
      this.#noteSignOfLife(seat, where);
      hear(seat, text);
    });
    void this.#awaitEnd(seat, where, child);
    return child;
  }

  async #awaitEnd(seat: Seat, where: Where, child: Child): Promise<void> {
    const end = await child.ended;
    // The seat of a worker that was given up has another, or none. One that died idle is not missed until there is work.
    if (seat.children[where] !== child) return;
    seat.children[where] = null;
    if (seat.job !== null && placeOf(seat.job) === where) this.#lose(seat, seat.job, end);
  }

  #dismiss(seat: Seat, where: Where): void {
    seat.children[where]?.kill();
    seat.children[where] = null;
    seat.told = '';
  }

  #assign(seat: Seat): void {
    stopTimer(seat);
    seat.step = -1;
    const job = this.#takeJob();
    seat.job = job;
    if (job === null) {
      if (this.#seats.every((other) => other.job === null)) this.#finish?.();
      return;
    }
    this.#give(seat, job);
  }

  #give(seat: Seat, job: Job | RerunJob): void {
    const where = placeOf(job);
    seat.children[where] ??= this.#hire(seat, where);
    seat.children[where].send({ job });
    // The time of a job counts from when its worker is up: a slow start is no hang.
    this.#limit(seat, job, (seat.hasSpoken[where] ? 0 : START_MS) + this.#options.jobTimeoutMs);
  }

  /** Gives up what the seat does in so long from now. */
  #limit(seat: Seat, job: Job | RerunJob, timeMs: number): void {
    stopTimer(seat);
    seat.timer = setTimeout(() => this.#lose(seat, job, null), timeMs);
  }

  #takeJob(): Job | RerunJob | null {
    if (this.#isStopped) return null;
    const next = this.#queue.next();
    return next.done === true ? null : next.value;
  }

  #delivered(seat: Seat, answer: JobResult | RerunResult): void {
    if ('differsAt' in answer) this.#options.onRerun(answer);
    else this.#options.onResult(answer);
    if (!this.#isStopped) this.#assign(seat);
  }

  #noteSignOfLife(seat: Seat, where: Where): void {
    if (!seat.hasSpoken[where] && seat.job !== null) this.#limit(seat, seat.job, this.#options.jobTimeoutMs);
    seat.hasSpoken[where] = true;
    this.#failedStarts = 0;
  }

  /** A worker that ends before it has said a word is no fault of its job. Another one may start; if not, nothing can be done. */
  #restart(seat: Seat, job: Job | RerunJob, end: ProcessEnd | null): void {
    this.#failedStarts++;
    if (this.#failedStarts >= STARTS_MAX) {
      const { got } = end === null ? hangFor(this.#options.jobTimeoutMs) : abnormalExitOf(end);
      this.#fail?.(new InfrastructureError(`no worker can be started, ${this.#failedStarts} in a row: ${got}`));
      this.stop();
      return;
    }
    this.#give(seat, job);
  }

  /** Gives up a job and its worker, and goes on with a new one. */
  #lose(seat: Seat, job: Job | RerunJob, end: ProcessEnd | null): void {
    const { step } = seat;
    const where = placeOf(job);
    stopTimer(seat);
    this.#dismiss(seat, where);
    if (!seat.hasSpoken[where]) {
      this.#restart(seat, job, end);
      return;
    }
    this.#options.onLoss({ job, end, step });
    this.#assign(seat);
  }
}

function stopTimer(seat: Seat): void {
  if (seat.timer !== null) clearTimeout(seat.timer);
  seat.timer = null;
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
