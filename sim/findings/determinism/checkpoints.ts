import type { SeededRun, SimulationResult } from '../../world/seeded-run.ts';

/** Steps from one checkpoint to the next. */
export const CHECKPOINT_STEPS = 256;

/**
 * Carries out a run and keeps a checkpoint before its first step, before every 256th step and at its end: what another run of the
 * same seed is compared with.
 */
export function runWithCheckpoints(seeded: SeededRun): { readonly result: SimulationResult; readonly checkpoints: readonly string[] } {
  const { run } = seeded;
  const checkpoints: string[] = [];
  while (seeded.advance() !== null) if (run.steps % CHECKPOINT_STEPS === 0) checkpoints.push(seeded.checkpoint);
  checkpoints.push(seeded.checkpoint);
  return { result: seeded.result(), checkpoints };
}

/**
 * Carries out a run against the checkpoints of another, and stops at the first one that differs: its number, or null if none does.
 * At each checkpoint `pause` is awaited.
 */
export async function firstDifferentCheckpoint(
  seeded: SeededRun,
  checkpoints: readonly string[],
  pause: () => Promise<void>,
): Promise<number | null> {
  const { run } = seeded;
  for (let checkpoint = 0; ;) {
    const done = seeded.advance() === null;
    if (!done && run.steps % CHECKPOINT_STEPS !== 0) continue;
    if (seeded.checkpoint !== checkpoints[checkpoint]) return checkpoint;
    checkpoint++;
    if (done) return checkpoint === checkpoints.length ? null : checkpoint;
    await pause();
  }
}
