import { describe, expect, it } from 'vitest';
import { SeededRun } from '../../../../sim/world/seeded-run.ts';
import { brokenPremise } from '../../../../sim/world/scenario-file/liveness-premise.ts';
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
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s settles in fair worlds alone', (_, scenario) => {
    for (let seed = 1; seed <= 180; seed++) {
      const { world } = new SeededRun(scenario, `${seed}`, { knobs: KNOBS[seed % KNOBS.length] ?? {} }).plan;
      const fault = world === undefined ? null : brokenPremise(world);
      expect(fault === null ? null : `seed ${seed}: ${fault.path} ${fault.says}`).toBeNull();
    }
  });
});
