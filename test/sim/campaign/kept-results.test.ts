import { expect, it } from 'vitest';
import { KeptResults } from '../../../sim/campaign/kept-results.ts';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import type { SimulationResult } from '../../../sim/world/seeded-run.ts';

const TOTAL = 150;

function resultOf(number: number): SimulationResult {
  const finding = {
    judge: 'invariant',
    rule: 'r',
    op: 'poll',
    step: 1,
    nowNs: 2n ** 63n + 1n,
    reason: 'r',
    expected: 'e',
    got: '\u{1f600}',
  } as const;
  return {
    scenario: 'a',
    seed: String(number),
    config: { capacity: number, policy: 'strict' },
    steps: number * 1e9,
    simulatedNs: 1e18 / 3,
    digest: 'd',
    goals: GOAL_NAMES.map((_, goal) => goal * number),
    finding: number % 7 === 0 ? finding : null,
    unmetPrecondition: null,
    isCutShort: false,
    customGoals: ['mine'],
  };
}

it.each(['forwards', 'backwards', 'one of them lost'])('gives each result as it was, set and asked for in any order: %s', (order) => {
  const kept = new KeptResults(TOTAL);
  const numbers = Array.from({ length: TOTAL }, (_, at) => (order === 'backwards' ? TOTAL - 1 - at : at));
  const lost = order === 'one of them lost' ? 70 : -1;
  for (const number of numbers) if (number !== lost) kept.set(number, resultOf(number));
  for (const number of [...numbers, 3, 149, 64]) expect(kept.get(number)).toEqual(number === lost ? null : resultOf(number));
});
