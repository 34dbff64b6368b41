import { constants } from 'node:os';
import { codeOf } from '../describe-thrown.ts';

/** Signals that ask a process to end: Ctrl-C, `kill`, a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/**
 * Time in which further signals are taken for the first one, milliseconds: npm hands on to its script what the whole group of
 * processes, and so the script too, has already been sent.
 */
const SAME_MS = 500;
/** Time between two looks whether npm, which started this process, is still there, milliseconds. */
const PARENT_MS = 500;

/** Where the exit code comes from if the program is ended before its command has resolved; null while nothing was found. */
export type VerdictSoFar = () => number | null;

/**
 * Interrupts of this process. The first signal is told to those that listen, and they end with what they know. A second one
 * ends the process at once: its exit code is that of what was found so far, or else that of the signal. As long as nobody
 * listens, a signal ends the process as it ends any other.
 */
export class Interrupts {
  readonly #callbacks = new Set<() => void>();
  /** Not asked for again: the guard of a run keeps it as it was. */
  readonly #parent = process.ppid;
  #verdictSoFar: VerdictSoFar = () => null;
  #leave: (code: number) => void = (code) => process.exit(code);
  #firstMs: number | null = null;
  #watch: NodeJS.Timeout | null = null;

  /** Has a callback called at the first interrupt, at once if that was before; the returned function takes it back. */
  readonly on = (callback: () => void): (() => void) => {
    if (this.#callbacks.size === 0) this.#listen();
    this.#callbacks.add(callback);
    if (this.#firstMs !== null) callback();
    return () => {
      if (this.#callbacks.delete(callback) && this.#callbacks.size === 0) this.#ignore();
    };
  };

  /** Says what has been found so far; replaces what was said before. */
  readonly tell = (verdict: VerdictSoFar): void => {
    this.#verdictSoFar = verdict;
  };

  /** Asks what has been found so far, for once and all: what tells it is about to be let go of. Nothing where it cannot be told. */
  readonly keep = (): void => {
    const verdict = this.verdictSoFar;
    this.tell(() => verdict);
  };

  /** Sets what ends the process at a second signal; default `process.exit`. */
  onSecond(leave: (code: number) => void): void {
    this.#leave = leave;
  }

  /** The exit code of what was found so far; null while nothing was, or where that cannot be told any more. */
  get verdictSoFar(): number | null {
    try {
      return this.#verdictSoFar();
    } catch {
      return null;
    }
  }

  readonly #take = (signal: Signal): void => {
    const nowMs = performance.now();
    if (this.#firstMs === null) {
      this.#firstMs = nowMs;
      for (const callback of this.#callbacks) callback();
    } else if (nowMs - this.#firstMs > SAME_MS) {
      this.#leave(this.verdictSoFar ?? 128 + constants.signals[signal]);
    }
  };

  #listen(): void {
    for (const signal of SIGNALS) process.on(signal, this.#take);
    // npm hands on SIGINT and SIGTERM. Of its other ends its script hears nothing, and would go on for nobody.
    if (process.env['npm_lifecycle_event'] === undefined) return;
    this.#watch = setInterval(() => {
      if (isThere(this.#parent)) return;
      clearInterval(this.#watch ?? undefined);
      this.#take('SIGHUP');
    }, PARENT_MS).unref();
  }

  #ignore(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.#take);
    clearInterval(this.#watch ?? undefined);
  }
}

/** Whether there is a process of this number, of whatever user. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
