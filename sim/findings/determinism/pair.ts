import { Child } from '../../process/child.ts';
import { abnormalExitOf } from '../../process/abnormal-exit.ts';
import { plantedHeapMb } from '../../subject/production-under-test.ts';
import { InfrastructureError } from '../../data/infrastructure-error.ts';
import { Comparison, type Difference } from './comparison.ts';
import { otherEnvironment } from '../../process/environment.ts';
import type { RerunTask } from './rerun-task.ts';

/** How to compare. */
export interface PairOptions {
  /** Time without a sign of life after which a run hangs, milliseconds. */
  readonly hangMs: number;
  /** Asked now and then: the time that is left, milliseconds. At none the comparison is given up. */
  readonly patienceMs?: () => number;
  /** The program that makes and tells a run; default the one beside this file. */
  readonly rerunnerUrl?: URL | undefined;
}

const SIDES = ['first', 'second'] as const;
const PATIENCE_MS = 100;
const START_MS = 30_000;

/**
 * Makes one run in two processes at once, one of them in other surroundings and with another past, and compares every step as
 * it comes. Resolves with the first step that differs, null if none does or if there was no time. Rejects with an
 * {@link InfrastructureError} if one of the processes ends before it has said a word, and for no other reason.
 */
export async function compareInPair(task: RerunTask, { hangMs, patienceMs, rerunnerUrl }: PairOptions): Promise<Difference | null> {
  const comparison = new Comparison();
  const children = SIDES.map((side) => {
    const child = new Child(
      rerunnerUrl ?? new URL('./rerunner.js', import.meta.url),
      plantedHeapMb(),
      side === 'second' ? otherEnvironment() : undefined,
    );
    follow(child, side);
    child.send({ task, isOther: side === 'second' });
    return child;
  });
  let isGivenUp = false;
  const unheard: string[] = [];
  const spoken = new Set<string>();
  const killAll = (): void => children.forEach((child) => child.kill());
  let timer = setTimeout(killAll, Math.max(START_MS, hangMs));
  const patience = setInterval(() => {
    isGivenUp = patienceMs?.() === 0;
    if (isGivenUp) killAll();
  }, PATIENCE_MS);
  await Promise.all(children.map(({ ended }) => ended));
  clearTimeout(timer);
  clearInterval(patience);
  if (isGivenUp) return null;
  if (unheard.length > 0) throw new InfrastructureError(`a process to make one run in did not start: ${unheard[0]}`);
  return comparison.difference;

  function follow(child: Child, side: (typeof SIDES)[number]): void {
    let partial = '';
    let told: string | null = null;
    let hasSpoken = false;
    child.onText((text) => {
      hasSpoken = true;
      const pieces = (partial + text).split('\n');
      partial = pieces.pop() ?? '';
      for (const line of pieces) comparison.add(side, line);
      spoken.add(side);
      clearTimeout(timer);
      // Who has not spoken yet may still be starting.
      timer = setTimeout(killAll, spoken.size === SIDES.length ? hangMs : Math.max(START_MS, hangMs));
      if (comparison.isOver) killAll();
    });
    child.onMessage((message) => {
      hasSpoken = true;
      if ('isUp' in (message as object)) return;
      told = (message as { readonly end: string }).end;
      child.kill();
    });
    void awaitEnd();

    async function awaitEnd(): Promise<void> {
      // Everything that it wrote has arrived by then.
      const end = await child.ended;
      if (!hasSpoken && told === null) unheard.push(abnormalExitOf(end).got);
      comparison.end(side, told ?? abnormalExitOf(end).got);
      if (comparison.isOver || unheard.length > 0) killAll();
    }
  }
}
