import type { SeededRun, SimulationResult } from '../../world/seeded-run.ts';

/** Steps from one mark of a run to the next. */
export const CHECKPOINT_STEPS = 256;

/**
 * Carries out a run and keeps a mark before its first step, before every 256th step and at its end: what another run of the
 * same seed is compared with.
 */
export function runWithCheckpoints(seeded: SeededRun): { readonly result: SimulationResult; readonly marks: readonly string[] } {
  const { run } = seeded;
  const steps = seeded.steps();
  const marks: string[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done === true || run.steps % CHECKPOINT_STEPS === 0) marks.push(seeded.checkpoint);
    if (done === true) return { result: value, marks };
  }
}

/**
 * Carries out a run beside the marks of another, and stops at the first one that differs: its number, or null if none does.
 * At each mark `pause` is awaited.
 */
export async function firstDifferentCheckpoint(
  seeded: SeededRun,
  marks: readonly string[],
  pause: () => Promise<void>,
): Promise<number | null> {
  const { run } = seeded;
  const steps = seeded.steps();
  for (let mark = 0; ;) {
    const done = steps.next().done === true;
    if (!done && run.steps % CHECKPOINT_STEPS !== 0) continue;
    if (seeded.checkpoint !== marks[mark]) return mark;
    mark++;
    if (done) return mark === marks.length ? null : mark;
    await pause();
  }
}
