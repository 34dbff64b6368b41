import { SeededRun } from '../../sim/world/seeded-run.ts';
import type { Op } from '../../sim/data/ops/op.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { copyOp } from '../targets/copy-op.ts';

/** The first operations of every scenario under one seed. O(operations). */
export function scenarioRuns(seed: string, stepsMax: number): Op[][] {
  return SCENARIOS.map((scenario) => Array.from(new SeededRun(scenario, seed, { stepsMax }).steps(), copyOp));
}
