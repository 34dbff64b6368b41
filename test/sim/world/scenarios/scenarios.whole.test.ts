import { describe, expect, it } from 'vitest';
import { SeededRun, simulate } from '../../../../sim/world/seeded-run.ts';
import { GOAL_NUMBER } from '../../../../sim/oracle/goals.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { REQUIRED_GOALS } from '../../../../sim/world/scenarios/required-goals.ts';

describe.each(SCENARIOS)('the scenario $name', (scenario) => {
  it('runs clean, the same at each level of checks', () => {
    const [full, cheap] = (['full', 'cheap'] as const).map((check) => simulate(scenario, '1', { check, stepsMax: 1000 }));
    expect(full.finding).toBeNull();
    expect(full.digest).toBe(cheap.digest);
  });

  it.each([
    [0, 'strict', 50_000],
    [1, 'balanced', 50_000],
    [2, 'strict', 800],
    [64, 'balanced', 800],
    [4096, 'strict', 800],
  ] as const)('runs clean at capacity %i under %s', (capacity, policy, stepsMax) => {
    const result = simulate(scenario, '4', { knobs: { capacity, policy, window: 3 }, stepsMax });
    expect(result.finding).toBeNull();
    // Two scenarios need a table of their own: a path of 64 cells, and a limit that shows.
    if (scenario.name !== 'hash-collision' && scenario.name !== 'known-limits') expect(result.config).toMatchObject({ capacity, policy });
  });

  it('has a name in kebab case and a claim that is a sentence, and draws its plan from the seed', () => {
    expect(scenario.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(scenario.claim).toMatch(/^[A-Z].{40,}\.$/);
    const plan = (seed: string): unknown => ({ ...new SeededRun(scenario, seed).plan, ops: null, precondition: null });
    expect(plan('1')).toEqual(plan('1'));
    if (scenario.name !== 'known-limits') expect([plan('2'), plan('3'), plan('4')]).not.toEqual([plan('1'), plan('1'), plan('1')]);
  });
});

describe('rolling-churn', () => {
  it('turns its table over at least twenty times', () => {
    const { goals, config } = simulate(
      SCENARIOS.find(({ name }) => name === 'rolling-churn')!,
      '3',
    );
    const evictions = goals[GOAL_NUMBER['evicted-stalled']] + goals[GOAL_NUMBER['evicted-any']];
    expect(evictions).toBeGreaterThanOrEqual(20 * Number(config['capacity']));
  });
});

describe('SCENARIOS', () => {
  it('have each a name of their own, and a purpose here', () => {
    expect(SCENARIOS.map(({ name }) => name).sort()).toEqual(Object.keys(REQUIRED_GOALS).sort());
  });
});
