import { Child } from '../../sim/process/child.ts';
import { abnormalExitOf } from '../../sim/process/abnormal-exit.ts';
import type { Crash } from './crash.ts';
import type { JobEnd, JobNews, JobOrder, JobStats, JobWord } from './job-order.ts';

/** What a job tells as it goes. */
export interface JobListener {
  readonly keep: (input: Uint8Array, instead: Uint8Array | null) => void;
  readonly crash: (input: Uint8Array, crash: Crash, execution: number) => void;
  readonly stats: (stats: JobStats) => void;
}

/** Time for a job to end of itself after it was told to, milliseconds. */
const STOP_MS = 2000;

/** One process that fuzzes a target. */
export class Job {
  /** Resolves once its process is gone. Never rejects. */
  readonly ended: Promise<JobEnd>;
  readonly #child: Child;
  #end: JobEnd | null = null;
  #slow: Uint8Array | null = null;
  #stopTimer: NodeJS.Timeout | null = null;

  constructor(order: JobOrder, listener: JobListener) {
    this.#child = new Child(new URL('./job-process.js', import.meta.url), order.rssLimitMb);
    this.#child.onMessage((message) => this.#hear(message as JobNews, listener));
    this.ended = this.#awaitEnd();
    this.#tell({ order });
  }

  /** Hands over an input that another job has found. */
  take(input: Uint8Array): void {
    this.#tell({ take: input });
  }

  /** Has the job end after the input that runs; one that does not end is ended. */
  stop(): void {
    this.#tell({ stop: true });
    this.#stopTimer ??= setTimeout(() => {
      this.#end ??= { kind: 'died', how: 'hang', detail: 'no end when told to stop', input: this.#slow, stats: null };
      this.#child.kill();
    }, STOP_MS);
  }

  /** Ends the job at once. */
  kill(): void {
    this.#end ??= { kind: 'broken', reason: 'it was given up' };
    this.#child.kill();
  }

  #tell(word: JobWord): void {
    this.#child.send(word);
  }

  #hear(news: JobNews, listener: JobListener): void {
    if ('kept' in news) listener.keep(news.kept, news.instead);
    else if ('crashed' in news) listener.crash(news.crashed, news.crash, news.execution);
    else if ('stats' in news) listener.stats(news.stats);
    else if ('slow' in news) this.#slow = news.slow;
    else {
      this.#end ??= news.end;
      this.#child.kill();
    }
  }

  async #awaitEnd(): Promise<JobEnd> {
    const processEnd = await this.#child.ended;
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    const end = this.#end ?? this.#suddenEnd(abnormalExitOf(processEnd));
    // An input too long for the board came by message.
    return end.kind === 'died' && end.input === null ? { ...end, input: this.#slow } : end;
  }

  #suddenEnd({ rule, got }: ReturnType<typeof abnormalExitOf>): JobEnd {
    if (rule === 'never-runs-out-of-memory') return { kind: 'died', how: 'out-of-memory', detail: got, input: this.#slow, stats: null };
    return { kind: 'died', how: 'exit', detail: got, input: this.#slow, stats: null };
  }
}
