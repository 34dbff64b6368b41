import { fork, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Environment } from './environment.ts';

/** How a process came to its end. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last that it wrote to its standard error. */
  readonly errors: string;
}

/** Memory of a process for JavaScript objects, MB. Endless allocation is to end soon, and not to take the machine with it. */
const HEAP_MB = 1024;
const ERRORS_KEPT = 16_384;
/** Time for what a dead process wrote to arrive, milliseconds. */
const LAST_WORDS_MS = 1000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * A process of our own that may die in any way without harm to this one. It has a channel for messages and a pipe for text
 * that it writes as it goes; what was written before its end always arrives.
 */
export class Child {
  /** Resolves once the process has ended and everything that it wrote has arrived. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #process: ChildProcess;
  #errors = '';

  /** `program` is a module; `heapMb` the memory for its objects, default 1024; `surroundings` those of this process by default. */
  constructor(program: URL, heapMb: number = HEAP_MB, environment: Environment | null = null) {
    this.#process = fork(program, [String(process.pid), ...(environment?.args ?? [])], {
      serialization: 'advanced',
      ...(environment !== null && { env: { ...environment.env }, cwd: environment.cwd }),
      // A group of its own: a signal to the group of this process is for this one to judge.
      detached: true,
      execArgv: [...process.execArgv, `--max-old-space-size=${heapMb}`, ...(environment?.nodeOptions ?? [])],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
    });
    running.add(this.#process);
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_KEPT);
    });
    this.ended = new Promise((resolve) => this.#awaitEnd(resolve));
  }

  /** Calls back with each message. */
  onMessage(callback: (message: unknown) => void): void {
    this.#process.on('message', callback);
  }

  /** Calls back with the text on the pipe, in pieces as they come. */
  onText(callback: (text: string) => void): void {
    (this.#process.stdio[4] as Readable | null | undefined)?.setEncoding('utf8').on('data', callback);
  }

  /** Sends a message; one to a process that is gone is lost. */
  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Number of the process; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  #awaitEnd(resolve: (end: ProcessEnd) => void): void {
    const end = (code: number | null, signal: string | null): void => {
      running.delete(this.#process);
      const tell = (): void => resolve({ code, signal, errors: this.#errors });
      // A process that it started may hold the pipes open for ever.
      const timer = setTimeout(tell, LAST_WORDS_MS);
      this.#process.once('close', () => {
        clearTimeout(timer);
        tell();
      });
    };
    this.#process.once('exit', end);
    this.#process.once('error', (error) => {
      if (this.#process.pid !== undefined) return;
      this.#errors = String(error);
      end(null, null);
    });
  }
}
