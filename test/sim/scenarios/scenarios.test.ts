import { describe, expect, it } from 'vitest';
import { planFor, simulate } from '../../../sim/campaign/simulate.ts';
import { SeededEntropy } from '../../../sim/entropy/seeded-entropy.ts';
import { GOAL_NUMBER, type Goal } from '../../../sim/judges/goals.ts';
import { SCENARIOS } from '../../../sim/scenarios/index.ts';

/** What each scenario exists for: goals that its first two seeds reach between them. */
const PURPOSES: Readonly<Record<string, readonly Goal[]>> = {
  'observer-direct': [
    'gate-pid-above-max',
    'gate-rate-limited-global',
    'gate-rate-limited-per-pid',
    'refusal-bad-timestamp',
    'clock-jumped',
    'metrics-read',
  ],
  'steady-fleet': ['table-full', 'update-refreshed', 'metrics-read', 'settled'],
  'silent-agents': [
    'agent-hung',
    'agent-recovered',
    'stall-surfaced',
    'stall-surfaced-twice',
    'stall-ended-by-beat',
    'stalls-pending',
    'settled',
  ],
  'crash-restart': [
    'agent-crashed',
    'agent-panicked',
    'agent-restarted-same-pid',
    'agent-restarted-new-pid',
    'supervisor-restarted',
    'nonce-terminal',
    'settled',
  ],
  'rolling-churn': ['evicted-stalled', 'agent-restarted-new-pid', 'scan-cursor-wrapped', 'settled'],
  'flood-strict': ['attack-pid-rotation', 'table-full', 'update-capacity-exceeded', 'evicted-stalled', 'scan-fast-bail'],
  'flood-balanced': ['attack-pid-rotation', 'table-full', 'update-capacity-exceeded', 'scan-two-passes'],
  'flood-against-limiters': ['attack-pid-rotation', 'gate-rate-limited-per-pid', 'gate-rate-limited-global', 'stall-surfaced'],
  'namespace-collision': [
    'attack-namespace-collision',
    'attack-pid-forgery',
    'gate-auth-failure',
    'gate-namespace-mismatch',
    'namespace-learned',
    'namespace-lost',
  ],
  'origin-spoof': ['attack-origin-spoof', 'update-origin-conflict', 'gate-pid-above-max', 'stall-surfaced'],
  'nonce-edges': ['nonce-wrapped', 'nonce-terminal', 'attack-replay', 'update-out-of-order'],
  'hash-collision': ['probe-exhausted', 'probe-full-length', 'eviction-rolled-back', 'tombstone-left', 'tombstone-reused'],
  'clock-trouble': ['clock-regressed', 'clock-jumped', 'clock-frozen'],
  'lossy-network': [
    'link-lost',
    'link-delayed',
    'link-reordered',
    'link-duplicated',
    'link-corrupted',
    'link-truncated',
    'link-partitioned',
    'link-healed',
    'attack-malformed',
    'settled',
  ],
  'tiny-tables': ['update-capacity-exceeded', 'agent-restarted-same-pid', 'settled'],
  'tracker-direct': ['update-namespace-conflict', 'update-origin-conflict', 'nonce-wrapped', 'stall-at-threshold'],
  'known-limits': ['evicted-unsurfaced', 'scan-two-passes', 'update-origin-conflict', 'nonce-terminal'],
  swarm: ['update-inserted', 'agent-crashed'],
};

describe.each(SCENARIOS)('the scenario $name', (scenario) => {
  it('runs clean, the same at each level of checks, and gets where it is meant to get', () => {
    const goals = new Set<Goal>();
    for (const seed of ['1', '2']) {
      const result = simulate(scenario, seed);
      expect([result.finding, result.unmet, result.isCutShort]).toEqual([null, null, false]);
      for (const goal of PURPOSES[scenario.name] ?? []) if (result.goals[GOAL_NUMBER[goal]] > 0) goals.add(goal);
      if (seed === '2') continue;
      const full = simulate(scenario, seed, { check: 'full', stepsMax: 1500 });
      expect(full.finding).toBeNull();
      expect(full.digest).toBe(simulate(scenario, seed, { stepsMax: 1500 }).digest);
    }
    expect([...goals].sort()).toEqual([...(PURPOSES[scenario.name] ?? ['none'])].sort());
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
    const plan = (seed: string): unknown => ({ ...planFor(scenario, new SeededEntropy(seed)), ops: null, premise: null });
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
    expect(SCENARIOS.map(({ name }) => name).sort()).toEqual(Object.keys(PURPOSES).sort());
  });
});
