import { isRefusal, type Refusal } from '../data/ops/refusal.ts';
import { Child } from '../process/child.ts';
import type { ConformanceReport } from './conform.ts';
import type { ConformTask, ConformTasks, Next } from './worker.ts';

/**
 * One tracker, asked by a process of its own: this one can take an interrupt while a reply is waited for or a counterexample is shrunk.
 */
export class ConformJob {
  readonly #child = new Child<ConformTasks>(new URL('./worker.js', import.meta.url));
  #soFar: ConformanceReport | null = null;
  #isInterrupted = false;

  /** Opens the tracker. A refusal of one that will not do, or null. Rejects if the process ends instead. */
  async open(task: ConformTask): Promise<Refusal | null> {
    const outcome = await this.#child.ask('open', task);
    if (outcome === null || 'exit' in outcome) throw new Error(outcome?.exit.got ?? 'it was given up');
    if (isRefusal(outcome.answer)) return outcome.answer;
    this.#soFar = outcome.answer;
    return null;
  }

  /** Asks the tracker that was opened. The report, of what was asked by then if it is interrupted. Rejects if the process ends instead. */
  async ask(onNext: (next: string) => void): Promise<ConformanceReport> {
    if (this.#soFar === null) throw new Error('no tracker was opened');
    if (this.#isInterrupted) return this.#soFar;
    this.#child.onLine((_next, [text]) => {
      const { next, soFar } = JSON.parse(text) as Next;
      this.#soFar = soFar;
      onNext(next);
    });
    const outcome = await this.#child.ask('ask', undefined);
    if (outcome === null) return this.#soFar;
    if ('exit' in outcome) throw new Error(outcome.exit.got);
    return outcome.answer;
  }

  /** Ends the asking with what is known so far. A tracker that is being opened is waited for. */
  interrupt(): void {
    this.#isInterrupted = true;
    if (this.#soFar !== null) void this.close();
  }

  /** Ends the process, and the tracker with it. */
  async close(): Promise<void> {
    await this.#child.kill();
  }
}
