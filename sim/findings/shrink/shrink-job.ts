import { Worker } from 'node:worker_threads';
import type { Finding } from '../../oracle/finding.ts';
import type { ShrinkStage } from './shrink.ts';

/** What a shrinking worker is started with. */
export interface ShrinkSetup {
  /** Text of the trace. */
  readonly text: string;
  readonly name: string;
  readonly runsMax: number;
  readonly timeMs: number;
  readonly signature: string | null;
  /** One number, shared: 1 ends the search with the best so far. */
  readonly stop: SharedArrayBuffer;
}

/** What a shrinking worker answers. */
export interface ShrinkAnswer {
  /** Lines of the shrunk trace, without a header; null if the run does not fail, or not each time. */
  readonly lines: readonly string[] | null;
  readonly finding: Finding | null;
  readonly digest: string;
  readonly before: number;
  readonly runs: number;
  readonly reason: string;
  /** Whether the time ran out, or somebody interrupted. */
  readonly isCutShort: boolean;
}

/** A message of a shrinking worker: where it stands, or its answer. */
export type ShrinkMessage = { readonly stage: ShrinkStage } | { readonly answer: ShrinkAnswer };

/** The longest wait that a timer knows, milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** A search on a thread of its own, so that this one can hear an interrupt. */
export class ShrinkJob {
  readonly #stop = new SharedArrayBuffer(4);
  readonly #setup: ShrinkSetup;

  constructor(setup: Omit<ShrinkSetup, 'stop'>) {
    this.#setup = { ...setup, stop: this.#stop };
  }

  /** Ends the search with the best so far. */
  interrupt(): void {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
  }

  /** Searches. Rejects if the worker breaks, or has not answered after `patienceMs`. */
  async run(onStage: (stage: ShrinkStage) => void = () => {}, patienceMs: number = Number.POSITIVE_INFINITY): Promise<ShrinkAnswer> {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: this.#setup });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<ShrinkAnswer>((resolve, reject) => {
        if (patienceMs < TIMER_MAX_MS) timer = setTimeout(() => reject(new Error('there was no time left')), patienceMs);
        worker.on('message', (message: ShrinkMessage) => ('answer' in message ? resolve(message.answer) : onStage(message.stage)));
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`the shrinking worker ended with code ${code}`)));
      });
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }
}
