import { Child } from '../../sim/process/child.ts';
import { exitKindOf, type Crash } from './crash.ts';
import { NO_STATS, type JobEnd, type JobOrder, type JobStats } from './job-order.ts';
import type { JobTasks } from './job-process.ts';

/** What a job reports as it goes. */
export interface JobListener {
  readonly keep: (input: Uint8Array, instead: Uint8Array | null) => void;
  readonly crash: (input: Uint8Array, crash: Crash) => void;
  readonly stats: (stats: JobStats) => void;
}

/**
 * A fuzzer makes little that stays, a young generation of it each ten milliseconds: to share out each of its collections over threads
 * takes a tenth of all processor time.
 */
const NODE_OPTIONS = ['--single-threaded-gc'];

/** Time for a job to end of itself after it was told to, milliseconds. */
const STOP_MS = 2000;

/** One process that fuzzes a target. */
export class Job {
  /** Resolves once its process is gone. Never rejects. */
  readonly ended: Promise<JobEnd>;
  readonly #child: Child<JobTasks>;
  /** The input that has been running for long, or is too long for the board. */
  #slow: Uint8Array | null = null;
  #stats: JobStats = NO_STATS;
  #stopTimer: NodeJS.Timeout | undefined;

  constructor(order: JobOrder, listener: JobListener) {
    this.#child = new Child<JobTasks>(new URL('./job-process.js', import.meta.url), {
      heapMb: order.rssLimitMb,
      nodeOptions: NODE_OPTIONS,
    });
    this.#child.onLine((kind, [first, second]) => {
      if (kind === 'kept') listener.keep(fromText(first), second === undefined ? null : fromText(second));
      else if (kind === 'crashed') listener.crash(fromText(first), JSON.parse(second) as Crash);
      else if (kind === 'stats') listener.stats((this.#stats = JSON.parse(first) as JobStats));
      else if (kind === 'slow') this.#slow = fromText(first);
    });
    this.ended = this.#run(order);
  }

  /** Hands over an input that another job has found. */
  take(input: Uint8Array): void {
    this.#child.send('take', input);
  }

  /** Has the job end after the input that runs; one that does not end is ended. */
  stop(): void {
    this.#child.stop();
    this.#stopTimer ??= setTimeout(() => void this.#child.kill(), STOP_MS);
  }

  async #run(order: JobOrder): Promise<JobEnd> {
    const outcome = await this.#child.ask('fuzz', order);
    clearTimeout(this.#stopTimer);
    // All that it has reported has arrived then.
    await this.#child.kill();
    const input = this.#slow;
    // It was being loaded, or between two inputs, when it was told to stop: that is no fault of an input.
    if (outcome === null && input === null) return { kind: 'done', stats: this.#stats };
    if (outcome === null) return { kind: 'died', how: 'hang', detail: 'no end when told to stop', input, stats: null };
    if ('exit' in outcome) return { kind: 'died', how: exitKindOf(outcome.exit), detail: outcome.exit.got, input, stats: null };
    const { answer } = outcome;
    return answer.kind === 'died' && answer.input === null ? { ...answer, input } : answer;
  }
}

function fromText(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
