import { describe, expect, it } from 'vitest';
import { planFor } from '../../../../sim/world/simulate.ts';
import { SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import { unfairSettle } from '../../../../sim/world/scenario-file/settle-rules.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import type { Knobs } from '../../../../sim/world/scenarios/scenario.ts';

const KNOBS: readonly Knobs[] = [
  {},
  {},
  {},
  {},
  { capacity: 16 },
  { capacity: 512 },
  { capacity: 4096 },
  { policy: 'strict' },
  { window: 1 },
];

describe('SCENARIOS', () => {
  // The rules that a scenario file is held to: what they call unfair ends in a liveness alarm on sound code, under some seed.
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s settles in fair worlds alone', (name, scenario) => {
    for (let seed = 1; seed <= 180; seed++) {
      const { world } = planFor(scenario, new SeededEntropy(`${seed}`, name), KNOBS[seed % KNOBS.length]);
      const fault = world === undefined ? null : unfairSettle(world);
      expect(fault === null ? null : `seed ${seed}: ${fault.path} ${fault.says}`).toBeNull();
    }
  });
});
