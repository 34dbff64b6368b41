import { simulate } from '../../world/seeded-run.ts';
import type { Production } from '../../subject/production.ts';
import type { Scenario } from '../../world/scenarios/scenario.ts';

const SEED = 'another past';
// A prime: what is counted over runs is not to come out even.
const STEPS = 211;

/** Gives this process a past: a short run under another seed. Whatever it leaves behind must not show in the next run. */
export function warmUp(scenario: Scenario, production: Production): void {
  simulate(scenario, SEED, { production, stepsMax: STEPS });
}
