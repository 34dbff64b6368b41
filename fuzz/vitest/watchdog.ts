import { Worker } from 'node:worker_threads';
import { JobBoard } from '../engine/job-board.ts';

/** What the thread does: looks ten times a second whether another input runs than before. */
const SOURCE = `
const { workerData: { memory: { words, input }, timeoutMs, path } } = require('node:worker_threads');
const { mkdirSync, writeFileSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');
const numbers = new Int32Array(words, 0, 4);
let last = 0, since = Date.now();
setInterval(() => {
  const running = Atomics.load(numbers, 1);
  if (running === 0 || running !== last) { last = running; since = Date.now(); return; }
  if (Date.now() - since < timeoutMs) return;
  const length = Math.min(numbers[2], input.byteLength);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, new Uint8Array(input).slice(0, length));
  writeSync(2, 'varta-sim: an input did not come to its end within ' + timeoutMs + ' ms: ' + path + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 100);`;

/** A thread that sees when an input does not come to its end: it saves that input, and ends this process, which cannot end itself. */
export class Watchdog {
  readonly #board = new JobBoard();
  readonly #thread: Worker;

  /** `path` is where the input is saved. */
  constructor(timeoutMs: number, path: string) {
    this.#thread = new Worker(SOURCE, { eval: true, execArgv: [], workerData: { memory: this.#board.memory, timeoutMs, path } });
    this.#thread.unref();
  }

  /** An input is about to run. */
  begin(execution: number, input: Uint8Array): void {
    this.#board.begin(execution, input);
  }

  /** None runs. */
  rest(): void {
    this.#board.rest();
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
