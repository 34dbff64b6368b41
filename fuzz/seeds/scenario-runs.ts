import { planFor, stepPlan } from '../../sim/world/simulate.ts';
import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import type { Op } from '../../sim/data/ops/op.ts';
import { Run } from '../../sim/run/run.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { copyOp } from '../targets/copy-op.ts';

/** The first operations of every scenario under one seed. O(operations). */
export function scenarioRuns(seed: string, stepsMax: number): Op[][] {
  return SCENARIOS.map((scenario) => {
    const entropy = new SeededEntropy(seed, scenario.name);
    const plan = planFor(scenario, entropy);
    return Array.from(stepPlan(scenario.name, seed, plan, entropy, new Run(), { stepsMax }), copyOp);
  });
}
