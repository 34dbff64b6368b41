import { Child } from '../../process/child.ts';
import type { ShrinkStage } from './shrink.ts';
import type { ShrinkAnswer, ShrinkTask, ShrinkTasks } from './worker.ts';

/** Memory for the objects of a search, MB: the longest trace with all that is known of it. */
const HEAP_MB = 4096;

/** A search in a process of its own, so that this one can take an interrupt, and whatever the operations do ends nothing here. */
export class ShrinkJob {
  readonly #child = new Child<ShrinkTasks>(new URL('./worker.js', import.meta.url), { heapMb: HEAP_MB });
  readonly #task: ShrinkTask;

  constructor(task: ShrinkTask) {
    this.#task = task;
  }

  /** Ends the search with the best so far. */
  interrupt(): void {
    this.#child.stop();
  }

  /** Searches. Rejects if the process ends instead, or has not answered after `patienceMs`. */
  async run(onStage: (stage: ShrinkStage) => void = () => {}, patienceMs: number = Number.POSITIVE_INFINITY): Promise<ShrinkAnswer> {
    this.#child.onLine((kind, [stage]) => {
      if (kind === 'stage') onStage(JSON.parse(stage) as ShrinkStage);
    });
    const outcome = await this.#child.ask('shrink', this.#task, { deadlineMs: patienceMs });
    await this.#child.kill();
    if (outcome !== null && 'answer' in outcome) return outcome.answer;
    throw new Error(outcome?.exit.rule === 'never-hangs' ? 'there was no time left' : (outcome?.exit.got ?? 'it was given up'));
  }
}
