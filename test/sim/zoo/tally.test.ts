import { describe, expect, it } from 'vitest';
import type { DetectionResult } from '../../../sim/zoo/mutant-runner.ts';
import { spread, tally } from '../../../sim/zoo/tally.ts';

const MUTANT = { name: 'm', sentence: 's', edits: [] };

function result(rule: string | null, seed = '1', steps = 10, ms = 1, shrunkTo: number | null = null): DetectionResult {
  const detection = { judge: 'model', op: 'poll', reason: 'r', scenario: 'one', runs: 1, seed, steps };
  return { detection: rule === null ? null : { ...detection, rule }, ms, shrunkTo };
}

describe('spread()', () => {
  it('is median and 95th percentile by the nearest rank, whatever the order', () => {
    expect(spread([10, 2, 9])).toEqual({ median: 9, p95: 10 });
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2, p95: 4 });
    expect(spread(Array.from({ length: 100 }, (_, at) => 100 - at))).toEqual({ median: 50, p95: 95 });
  });

  it('is not a number of nothing', () => expect(spread([])).toEqual({ median: Number.NaN, p95: Number.NaN }));
});

describe('tally()', () => {
  const campaigns = [
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ];

  it('names what found the bug most often, and counts the seeds that it took', () => {
    const results = [result('event', '2', 30, 5, 3), result('reply', '3', 10, 2), result('event', '6', 20, 9, 7)];
    expect(tally({ mutant: MUTANT, results }, campaigns)).toEqual({
      name: 'm',
      campaigns: 3,
      found: 3,
      foundBy: 'model/event',
      others: 1,
      seeds: { median: 2, p95: 2 },
      steps: { median: 20, p95: 30 },
      ms: { median: 5, p95: 9 },
      shrunkTo: { median: 3, p95: 7 },
    });
  });

  it('counts campaigns that found nothing as such, and takes no figures from them', () => {
    const { found, foundBy, others, steps } = tally({ mutant: MUTANT, results: [result(null), result(null)] }, campaigns);
    expect([found, foundBy, others, steps.median]).toEqual([0, '', 0, Number.NaN]);
  });
});
