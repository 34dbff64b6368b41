import { Child, START_MS, type Outcome } from '../../sim/process/child.ts';
import { EXIT_SIGNATURES, exitKindOf } from './crash.ts';
import type { PlainAnswer, PlainTasks } from './plain-process.ts';

/** Runs inputs on a target as it is meant to run, in a process that may hang or die at any of them. */
export class PlainRunner {
  readonly #module: string;
  readonly #target: string;
  readonly #timeoutMs: number;
  readonly #rssLimitMb: number;
  #child: Child<PlainTasks> | null = null;
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
      const [module, target, rssLimitMb] = [this.#module, this.#target, this.#rssLimitMb];
      this.#child = new Child<PlainTasks>(new URL('./plain-process.js', import.meta.url), { heapMb: rssLimitMb });
      const loaded = this.#answerOf(await this.#child.ask('load', { module, target, rssLimitMb }, { deadlineMs: START_MS }));
      if (loaded.crash !== null) return loaded;
    }
    return this.#answerOf(await this.#child.ask('run', input, { deadlineMs: this.#timeoutMs }));
  }

  /** Ends the process. */
  close(): void {
    void this.#child?.kill();
    this.#child = null;
  }

  #answerOf(outcome: Outcome<PlainAnswer>): PlainAnswer {
    if (outcome === null) return { crash: null, stack: '' };
    if ('answer' in outcome) return outcome.answer;
    this.#child = null;
    return { crash: { signature: EXIT_SIGNATURES[exitKindOf(outcome.exit)], detail: outcome.exit.got }, stack: '' };
  }
}
