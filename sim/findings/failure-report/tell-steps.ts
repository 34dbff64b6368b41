import type { Op } from '../../data/ops/op.ts';
import { MisplacedOpError, Run, type RunOptions } from '../../run/run.ts';
import type { ReportedStep } from './failure-report.ts';

/** Runs operations once more for their replies, up to where they fail. O(operations). */
export function describeSteps(ops: readonly Op[], options: RunOptions = {}): ReportedStep[] {
  const run = new Run(options);
  const told: ReportedStep[] = [];
  for (const op of ops) {
    try {
      const finding = run.step(op);
      told.push(run.exchange ?? { op });
      if (finding !== null) return told;
    } catch (error) {
      if (error instanceof MisplacedOpError) return told;
      throw error;
    }
  }
  return told;
}
