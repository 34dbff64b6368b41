import { expect, it } from 'vitest';
import { PROGRESS_STEPS, progressReport } from '../../../sim/campaign/progress-report.ts';

function toldOf(operations: number, operationMs: number): number[] {
  const told: number[] = [];
  let nowMs = 1e6;
  const report = progressReport(
    (step) => told.push(step),
    () => nowMs,
  );
  for (let made = 0; made < operations; made++) {
    report();
    nowMs += operationMs;
  }
  return told;
}

it('tells of a fast run its first operation, and one in 2,048 from there on', () => {
  expect(toldOf(2 * PROGRESS_STEPS + 1, 0.01)).toEqual([0, PROGRESS_STEPS, 2 * PROGRESS_STEPS]);
});

it('tells of a slow run more often', () => {
  expect(toldOf(1000, 1)).toEqual([0, 256, 512, 768]);
  expect(toldOf(1000, 0.25)).toEqual([0, 512]);
});
