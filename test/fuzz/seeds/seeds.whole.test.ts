import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GOAL_NUMBER } from '../../../sim/oracle/goals.ts';
import { Run } from '../../../sim/run/run.ts';
import { trackerOps } from '../../../fuzz/format/tracker-format.ts';
import { makeSeeds } from '../../../fuzz/seeds/seeds.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';

const CORPUS = join(import.meta.dirname, '../../../corpus');

describe('makeSeeds()', () => {
  const seeds = makeSeeds(CORPUS);

  it('makes some for every target', () => {
    expect([...seeds.keys()]).toEqual(TARGETS.map(({ name }) => name));
    for (const inputs of seeds.values()) expect(inputs.length).toBeGreaterThan(3);
  });

  it('takes the tracker to its rare places: a wrapped nonce, an eviction that is rolled back', () => {
    const sought = new Set([GOAL_NUMBER['nonce-wrapped'], GOAL_NUMBER['eviction-rolled-back']]);
    for (const input of seeds.get('tracker-ops') ?? []) {
      if (sought.size === 0) break;
      const run = new Run();
      for (const op of trackerOps(input)) run.step(op);
      for (const goal of sought) if (run.goalCounts[goal] > 0) sought.delete(goal);
    }
    expect([...sought]).toEqual([]);
  });
});
