import { Worker } from 'node:worker_threads';
import type { Job, JobResult, JobSettings, WorkerSetup } from './job.ts';

/** How a worker came to its end in the middle of a job. */
export interface JobLoss {
  readonly job: Job;
  readonly reason: string;
  readonly isHang: boolean;
}

/** How to run jobs. */
export interface PoolOptions {
  readonly settings: JobSettings;
  readonly workers: number;
  /** Longest time for one job, milliseconds; a worker that takes longer is ended. */
  readonly jobTimeoutMs: number;
  /** The program of a worker; default the one beside this file. */
  readonly workerUrl?: URL;
  readonly onResult: (result: JobResult) => void;
  readonly onLoss: (loss: JobLoss) => void;
}

interface Seat {
  worker: Worker;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

/** Runs jobs on worker threads, and survives the death of any of them. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #seats: Seat[] = [];
  #queue: readonly Job[] = [];
  #next = 0;
  #isStopped = false;
  #isClosed = false;
  #finish: (() => void) | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs all jobs; resolves when each has a result or was lost, or after {@link stop}. */
  async run(jobs: readonly Job[]): Promise<void> {
    this.#queue = jobs;
    this.#next = 0;
    if (jobs.length === 0 || this.#isStopped) return;
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      const seats = Math.min(this.#options.workers, jobs.length);
      while (this.#seats.length < seats) this.#seats.push({ worker: this.#hire(), job: null, timer: null });
      for (const seat of this.#seats) this.#assign(seat);
    });
  }

  /** Asks the workers to end their runs where they are. */
  stop(): void {
    this.#isStopped = true;
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    this.#next = this.#queue.length;
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#seats.map(({ worker }) => worker.terminate()));
  }

  #hire(): Worker {
    const setup: WorkerSetup = { settings: this.#options.settings, stop: this.#stop };
    const worker = new Worker(this.#options.workerUrl ?? new URL('./worker.js', import.meta.url), { workerData: setup });
    worker.on('message', (result: JobResult) => this.#delivered(worker, result));
    worker.on('error', (error) => this.#died(worker, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#died(worker, `the worker ended with code ${code}`));
    return worker;
  }

  #seatOf(worker: Worker): Seat | undefined {
    return this.#seats.find((seat) => seat.worker === worker);
  }

  #assign(seat: Seat): void {
    if (seat.timer !== null) clearTimeout(seat.timer);
    seat.timer = null;
    seat.job = this.#next < this.#queue.length ? this.#queue[this.#next++] : null;
    if (seat.job === null) {
      if (this.#seats.every(({ job }) => job === null)) this.#finish?.();
      return;
    }
    seat.worker.postMessage(seat.job);
    seat.timer = setTimeout(() => this.#timedOut(seat), this.#options.jobTimeoutMs);
  }

  #delivered(worker: Worker, result: JobResult): void {
    const seat = this.#seatOf(worker);
    if (seat === undefined) return;
    this.#options.onResult(result);
    this.#assign(seat);
  }

  #died(worker: Worker, reason: string): void {
    const seat = this.#seatOf(worker);
    // The seat of a worker that was given up has a new one.
    if (seat === undefined || this.#isClosed) return;
    this.#lose(seat, reason, false);
  }

  #timedOut(seat: Seat): void {
    this.#lose(seat, `no end after ${this.#options.jobTimeoutMs / 1000} s`, true);
  }

  /** Gives up a job and its worker, and goes on with a new one. */
  #lose(seat: Seat, reason: string, isHang: boolean): void {
    const { job, worker } = seat;
    seat.worker = this.#hire();
    void worker.terminate();
    if (job !== null) this.#options.onLoss({ job, reason, isHang });
    this.#assign(seat);
  }
}
