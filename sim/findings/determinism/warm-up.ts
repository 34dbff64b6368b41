import { simulate } from '../../world/seeded-run.ts';
import type { RunOptions } from '../../run/run.ts';
import type { Scenario } from '../../world/scenarios/scenario.ts';

const SEED = 'warm-up';
// A prime, so that what is left over from it is no round number of anything.
const STEPS = 211;

/** Makes a short run under another seed: what it leaves behind in this process must not change the run that follows. */
export function warmUp(scenario: Scenario, options: Pick<RunOptions, 'production' | 'counts'>): void {
  simulate(scenario, SEED, { ...options, stepsMax: STEPS });
}
