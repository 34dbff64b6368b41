import { Child } from '../../sim/process/child.ts';
import { abnormalExitOf } from '../../sim/process/abnormal-exit.ts';
import { EXITED, HANG, OUT_OF_MEMORY, type Crash } from './crash.ts';

/** What an input did. */
export interface PlainAnswer {
  /** Null if nothing is wrong with it. */
  readonly crash: Crash | null;
  /** Where it was thrown; empty if it was not. */
  readonly stack: string;
}

/** What the process that runs inputs is told: which target, once; then inputs, one by one. */
export type PlainWord = { readonly module: string; readonly target: string; readonly rssLimitMb: number } | { readonly input: Uint8Array };

/** Time for the process to start, milliseconds. */
const START_MS = 30_000;

/** Runs inputs on a target as it is meant to run, in a process that may hang or die at any of them. */
export class PlainRunner {
  readonly #module: string;
  readonly #target: string;
  readonly #timeoutMs: number;
  readonly #rssLimitMb: number;
  #child: Child | null = null;
  #onAnswer: (message: unknown) => void = () => {};
  #runs = 0;

  /** `timeoutMs` for each input, `rssLimitMb` for all its memory. */
  constructor(module: string, target: string, timeoutMs: number, rssLimitMb: number) {
    this.#module = module;
    this.#target = target;
    this.#timeoutMs = timeoutMs;
    this.#rssLimitMb = rssLimitMb;
  }

  /** Inputs run so far. */
  get runs(): number {
    return this.#runs;
  }

  /** Runs one input; not two at once. Never rejects. */
  async run(input: Uint8Array): Promise<PlainAnswer> {
    this.#runs++;
    if (this.#child === null) {
      const failure = await this.#start();
      if (failure !== null) return failure;
    }
    return this.#ask({ input }, this.#timeoutMs);
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill();
    this.#child = null;
  }

  async #start(): Promise<PlainAnswer | null> {
    this.#child = new Child(new URL('./plain-process.js', import.meta.url), this.#rssLimitMb);
    this.#child.onMessage((message) => this.#onAnswer(message));
    const { crash, stack } = await this.#ask({ module: this.#module, target: this.#target, rssLimitMb: this.#rssLimitMb }, START_MS);
    return crash === null ? null : { crash, stack };
  }

  #ask(word: PlainWord, timeoutMs: number): Promise<PlainAnswer> {
    const child = this.#child;
    if (child === null) return Promise.resolve({ crash: null, stack: '' });
    return new Promise((resolve) => {
      let hasHung = false;
      const timer = setTimeout(() => {
        hasHung = true;
        child.kill();
      }, timeoutMs);
      this.#onAnswer = (message) => {
        clearTimeout(timer);
        resolve(message as PlainAnswer);
      };
      child.send(word);
      const tellEnd = async (): Promise<void> => {
        const { rule, got } = abnormalExitOf(await child.ended);
        clearTimeout(timer);
        if (this.#child === child) this.#child = null;
        const signature = hasHung ? HANG : rule === 'never-runs-out-of-memory' ? OUT_OF_MEMORY : EXITED;
        // Nobody hears it if the input was answered before.
        resolve({ crash: { signature, detail: hasHung ? `no end after ${timeoutMs / 1000} s` : got }, stack: '' });
      };
      void tellEnd();
    });
  }
}
