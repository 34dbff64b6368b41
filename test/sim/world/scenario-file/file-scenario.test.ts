import { describe, expect, it } from 'vitest';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { minimal, planOf, scenarioOf, worldOf } from './minimal.ts';

const settling = minimal((file) => {
  file.settle = { calm: '3s' };
  file.timeline = [{ at: '6s', do: 'degrade' }];
  file.expect = ['agent-degraded'];
});

describe('a scenario from a file under knobs', () => {
  it('takes capacity, policy, window and length from the knobs', () => {
    const world = worldOf(settling, { capacity: 7, policy: 'balanced', window: 3, forNs: 9_000_000_000 });
    expect(world).toMatchObject({
      forNs: 9_000_000_000,
      observer: { capacity: 7, policy: 'balanced', window: 3 },
      settle: { quietNs: 3_000_000_000 },
    });
  });

  it('does not settle in a run that is too short for the calm', () => {
    const plan = planOf(settling, { forNs: 2_000_000_000 });
    expect(plan.world?.settle).toBeNull();
    expect(plan.config['settle']).toMatch(/^dropped: \/settle\/calm must be at least .* fit into the run/);
    expect(simulate(scenarioOf(settling), '1', { knobs: { forNs: 2_000_000_000 } })).toMatchObject({
      finding: null,
      unmetPrecondition: null,
      simulatedNs: 2_000_000_000,
    });
  });

  it('does not settle in a table that is too small for its agents', () => {
    expect(worldOf(settling, { capacity: 2 }).settle).not.toBeNull();
    expect(worldOf(settling, { capacity: 1 }).settle).toBeNull();
    expect(simulate(scenarioOf(settling), '1', { knobs: { capacity: 1 } }).finding).toBeNull();
  });

  it('expects nothing under knobs, and its goals without', () => {
    const never = scenarioOf({ ...settling, expect: ['agent-degraded', 'link-lost'] });
    expect(simulate(never, '1').unmetPrecondition).toBe('the goal link-lost was expected and not reached');
    expect(simulate(never, '1', { knobs: { window: 9 } }).unmetPrecondition).toBeNull();
    expect(simulate(scenarioOf(settling), '1').unmetPrecondition).toBeNull();
    expect(planOf(minimal()).precondition).toBeUndefined();
  });

  it('tells its configuration', () => {
    expect(planOf(settling).config).toEqual({
      capacity: 256,
      policy: 'strict',
      window: 256,
      threshold: '1s',
      agents: 2,
      attackers: 0,
      listeners: 1,
      for: '10s',
    });
  });
});
