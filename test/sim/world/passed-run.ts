import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import type { SimulationResult } from '../../../sim/world/seeded-run.ts';

/** What came of a run in which nothing was found and no goal was reached, but for what is said otherwise. */
export function passedRun(more: Partial<SimulationResult> = {}): SimulationResult {
  return {
    scenario: 'tiny-tables',
    seed: '1',
    config: {},
    steps: 9,
    simulatedNs: 0,
    digest: 'd'.repeat(16),
    goals: GOAL_NAMES.map(() => 0),
    finding: null,
    unmetPrecondition: null,
    isCutShort: false,
    ...more,
  };
}
