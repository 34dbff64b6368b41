import { fork, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { afterActive } from './active-time.ts';
import { abnormalExitOf, hangFor, type AbnormalExit } from './abnormal-exit.ts';
import type { Environment } from './environment.ts';
import { LineSplitter, type Tasks, type ToChild, type ToParent } from './messages.ts';
import { ProcessGroup } from '../subject/process-group.ts';

/** How to start a child. */
export interface ChildOptions {
  /** Memory for its JavaScript objects, MB; default 1024: endless allocation is to end soon, and not to take the machine with it. */
  readonly heapMb?: number | undefined;
  /** Options for Node itself, beside those of this process and of the environment; default none. */
  readonly nodeOptions?: readonly string[];
  /** Default that of this process. */
  readonly environment?: Environment | null;
}

/**
 * How long a child may take for a task, in time in which this process runs: see {@link afterActive}. Each limit ends the child.
 * It has time of its own to start.
 */
export interface Limits {
  /** Longest time from one sign of life (a line or a message) to the next, milliseconds; default none. */
  readonly hangMs?: number | undefined;
  /** Longest time for all of it, milliseconds; default none. */
  readonly deadlineMs?: number | undefined;
  /** Asked every 100 ms: the time that is left, milliseconds. At 0 the task is given up. */
  readonly patienceMs?: (() => number) | undefined;
}

/**
 * What came of a task: its answer, or how the process ended instead, and whether it had given a sign of life by then. Null
 * for one that was given up, because patience ran out or because of {@link Child.kill}.
 */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly exit: AbnormalExit; readonly hasStarted: boolean } | null;

const HEAP_MB = 1024;
/** Time to the first sign of life, milliseconds. */
export const START_MS = 30_000;
const PATIENCE_MS = 100;
const ERRORS_KEPT = 16_384;

/**
 * A process of our own that may end in any way without harm to this one. It runs a program that serves tasks; see
 * `serveTasks`. `T` is what it serves.
 */
export class Child<T extends Tasks> {
  /** Resolves once the process has ended and everything that it wrote has arrived, with how it ended. Never rejects. */
  readonly ended: Promise<AbnormalExit>;
  readonly #process: ChildProcess;
  readonly #group: ProcessGroup;
  #onLine: (kind: string, texts: readonly string[]) => void = () => {};
  #onSign: () => void = () => {};
  #onAnswer: (message: ToParent) => void = () => {};
  #onEnd: (exit: AbnormalExit) => void = () => {};
  #asked = 0;
  #exit: AbnormalExit | null = null;
  #hasStarted = false;
  #isGivenUp = false;
  #errors = '';

  /** `program` is a module. */
  constructor(program: URL, { heapMb = HEAP_MB, nodeOptions = [], environment = null }: ChildOptions = {}) {
    this.#process = fork(program, [...(environment?.args ?? [])], {
      serialization: 'advanced',
      ...(environment !== null && { env: { ...environment.env }, cwd: environment.cwd }),
      detached: true,
      execArgv: [...process.execArgv, `--max-old-space-size=${heapMb}`, ...nodeOptions, ...(environment?.nodeOptions ?? [])],
      // Its errors, messages, its lines, and what it watches to see whether this process lives.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe', 'pipe'],
    });
    this.#group = new ProcessGroup(this.#process);
    const [, , errors, , lines, control] = this.#process.stdio as readonly (Readable | null | undefined)[];
    errors?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_KEPT);
    });
    const splitter = new LineSplitter();
    lines?.setEncoding('utf8').on('data', (text: string) => {
      this.#noteSign();
      for (const line of splitter.take(text)) {
        const [kind, ...texts] = line.split('\t');
        this.#onLine(kind, texts);
      }
    });
    control?.on('error', () => {});
    this.#process.on('message', (message: ToParent) => {
      this.#noteSign();
      this.#onAnswer(message);
    });
    this.ended = this.#group.ended.then(({ startFault, ...end }) => {
      this.#exit = abnormalExitOf({ ...end, errors: startFault === null ? this.#errors : `Error: ${startFault}` });
      this.#onEnd(this.#exit);
      return this.#exit;
    });
  }

  /** Calls back with each line that the child writes: its kind, and its texts. Replaces the callback before. */
  onLine(callback: (kind: string, texts: readonly string[]) => void): void {
    this.#onLine = callback;
  }

  /** Sends a task that has no answer; one to a process that is gone is lost. */
  send<K extends keyof T & string>(kind: K, value: Parameters<T[K]>[0]): void {
    this.#send({ kind, value, ask: null });
  }

  /**
   * Has the child carry out a task, one at a time. Lines that it writes on the way may still arrive after its answer, up to its
   * end. Never rejects.
   */
  async ask<K extends keyof T & string>(
    kind: K,
    task: Parameters<T[K]>[0],
    limits: Limits = {},
  ): Promise<Outcome<Awaited<ReturnType<T[K]>>>> {
    const { hangMs, deadlineMs, patienceMs } = limits;
    const ask = ++this.#asked;
    let late: AbnormalExit | null = null;
    const endAfter = (ms: number | undefined): (() => void) | undefined =>
      ms === undefined
        ? undefined
        : afterActive(ms, () => {
            late = hangFor(ms);
            this.#group.signal('SIGKILL');
          });
    let forgetHang: (() => void) | undefined;
    let forgetDeadline: (() => void) | undefined;
    this.#onSign = () => {
      forgetHang?.();
      forgetHang = endAfter(hangMs);
      forgetDeadline ??= endAfter(deadlineMs);
    };
    if (this.#hasStarted) this.#onSign();
    else forgetHang = endAfter(START_MS);
    const patience = patienceMs === undefined ? undefined : setInterval(() => patienceMs() === 0 && void this.kill(), PATIENCE_MS);
    const outcome = await new Promise<Outcome<Awaited<ReturnType<T[K]>>>>((resolve) => {
      this.#onAnswer = ({ answer, value }) => {
        // One that comes while the child is being ended is of no use: there is no child for the next task.
        if (answer === ask && late === null && !this.#isGivenUp) resolve({ answer: value as Awaited<ReturnType<T[K]>> });
      };
      this.#onEnd = (exit) => resolve(this.#isGivenUp ? null : { exit: late ?? exit, hasStarted: this.#hasStarted });
      if (this.#exit === null) this.#send({ kind, value: task, ask });
      else this.#onEnd(this.#exit);
    });
    this.#onSign = this.#onAnswer = this.#onEnd = () => {};
    forgetHang?.();
    forgetDeadline?.();
    clearInterval(patience);
    return outcome;
  }

  /** Asks the child to come to an end: its `isStopped` is true from then on, also while it computes. */
  stop(): void {
    const control = (this.#process.stdio as readonly (Readable | Writable | null | undefined)[])[5] as Writable | null | undefined;
    control?.write('.');
  }

  /** Ends the process at once; what it was asked is given up. Resolves when it is gone and everything that it wrote has arrived. */
  async kill(): Promise<void> {
    this.#isGivenUp = true;
    this.#group.signal('SIGKILL');
    await this.ended;
  }

  #send(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  #noteSign(): void {
    this.#hasStarted = true;
    this.#onSign();
  }
}
