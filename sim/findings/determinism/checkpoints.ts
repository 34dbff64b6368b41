import type { SeededEntropy } from '../../data/entropy/seeded-entropy.ts';
import type { Op } from '../../data/ops/op.ts';
import type { Run } from '../../run/run.ts';

/** Steps from one mark of a run to the next. */
export const CHECKPOINT_STEPS = 256;

/** What a run had come to: its rolling digest and the number of its draws. Equal marks mean equal runs so far. */
function markOf(run: Run, entropy: SeededEntropy): string {
  return `${run.digest} ${entropy.drawsOfAll}`;
}

/**
 * Carries out a run and keeps a mark before its first step, before every 256th step and at its end: what another run of the
 * same seed is held against. `steps` yields each operation before it is carried out.
 */
export function runWithCheckpoints<T>(
  steps: Iterator<Op, T, void>,
  run: Run,
  entropy: SeededEntropy,
): { readonly result: T; readonly marks: readonly string[] } {
  const marks: string[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done === true || run.steps % CHECKPOINT_STEPS === 0) marks.push(markOf(run, entropy));
    if (done === true) return { result: value, marks };
  }
}

/**
 * Carries out a run beside the marks of another, and stops at the first one that differs: its number, or null if none does.
 * At each mark `pause` is awaited.
 */
export async function firstDifferentCheckpoint(
  steps: Iterator<Op, unknown, void>,
  run: Run,
  entropy: SeededEntropy,
  marks: readonly string[],
  pause: () => Promise<void>,
): Promise<number | null> {
  for (let mark = 0; ;) {
    const done = steps.next().done === true;
    if (!done && run.steps % CHECKPOINT_STEPS !== 0) continue;
    if (markOf(run, entropy) !== marks[mark]) return mark;
    mark++;
    if (done) return mark === marks.length ? null : mark;
    await pause();
  }
}
