import { Child } from '../../process/child.ts';
import { plantedHeapMb } from '../../subject/production-under-test.ts';
import { InfrastructureError } from '../../data/infrastructure-error.ts';
import { Comparison, type Difference } from './comparison.ts';
import { otherEnvironment } from '../../process/environment.ts';
import type { RerunTask, RerunTasks } from './rerunner.ts';

/** How to compare. */
export interface PairOptions {
  /** Time without a sign of life after which a run hangs, milliseconds. */
  readonly hangMs: number;
  /** Asked now and then: the time that is left, milliseconds. At none the comparison is given up. */
  readonly patienceMs?: () => number;
  /** The program that makes and reports a run; default the one beside this file. */
  readonly rerunnerUrl?: URL | undefined;
}

/**
 * Makes one run in two processes at once, one of them in another environment and after another run (a warm-up), and compares every step
 * as it comes. Resolves with the first step that differs, null if none does or if there was no time. Rejects with an
 * {@link InfrastructureError} if one of the processes ends before it has started, and for no other reason.
 */
export async function compareInPair(task: RerunTask, { hangMs, patienceMs, rerunnerUrl }: PairOptions): Promise<Difference | null> {
  const comparison = new Comparison();
  const url = rerunnerUrl ?? new URL('./rerunner.js', import.meta.url);
  const heapMb = plantedHeapMb();
  const children = {
    first: new Child<RerunTasks>(url, { heapMb }),
    second: new Child<RerunTasks>(url, { heapMb, environment: otherEnvironment() }),
  };
  const killAll = (): void => Object.values(children).forEach((child) => void child.kill());
  const follow = async (side: keyof typeof children): Promise<void> => {
    const child = children[side];
    child.onLine((kind, texts) => {
      if (kind === 'step') comparison.add(side, texts.join('\t'));
      if (comparison.isOver) killAll();
    });
    const outcome = await child.ask('report', { task, isOther: side === 'second' }, { hangMs, patienceMs });
    // All lines have arrived then.
    await child.kill();
    if (outcome === null) return;
    if ('exit' in outcome && !outcome.hasStarted) {
      killAll();
      throw new InfrastructureError(`a process to make one run in did not start: ${outcome.exit.got}`);
    }
    comparison.end(side, 'answer' in outcome ? outcome.answer : outcome.exit.got);
    if (comparison.isOver) killAll();
  };
  await Promise.all([follow('first'), follow('second')]);
  return comparison.difference;
}
