import { describe, expect, it } from 'vitest';
import { lowestRate, runsToBelieve } from '../../../sim/report/rare-fix.ts';

describe('lowestRate()', () => {
  it('is the bound of Clopper and Pearson', () => {
    // One hit: 1 - 0.95^(1/n), all hits: 0.05^(1/n); 3 of 100 from the tables.
    expect(lowestRate({ hits: 1, runs: 100 })).toBeCloseTo(1 - 0.95 ** (1 / 100), 12);
    expect(lowestRate({ hits: 20, runs: 20 })).toBeCloseTo(0.05 ** (1 / 20), 12);
    expect(lowestRate({ hits: 3, runs: 100 })).toBeCloseTo(0.00823, 4);
    expect(lowestRate({ hits: 0, runs: 100 })).toBe(0);
  });

  it('is that of a million runs too', () => {
    expect(lowestRate({ hits: 1, runs: 1_000_000 })).toBeCloseTo(-Math.expm1(Math.log(0.95) / 1_000_000), 15);
    expect(lowestRate({ hits: 10_000, runs: 20_000 })).toBeCloseTo(0.49416, 4);
  });
});

describe('runsToBelieve()', () => {
  it('is the least number of runs that a finding at its lowest rate misses in less than one of twenty campaigns', () => {
    for (const rate of [
      { hits: 1, runs: 12 },
      { hits: 1, runs: 336 },
      { hits: 7, runs: 336 },
      { hits: 12, runs: 12 },
    ]) {
      const lowest = lowestRate(rate);
      const runs = runsToBelieve(rate);
      expect((1 - lowest) ** runs).toBeLessThanOrEqual(0.05);
      if (runs > 1) expect((1 - lowest) ** (runs - 1)).toBeGreaterThan(0.05);
    }
  });

  it('is without end where nothing was hit', () => {
    expect(runsToBelieve({ hits: 0, runs: 100 })).toBe(Number.POSITIVE_INFINITY);
  });
});
