import { describe, expect, it } from 'vitest';
import { areApart, chanceOf, runsToBelieve } from '../../../sim/insight/binomial.ts';

describe('chanceOf()', () => {
  // From the tables of Clopper and Pearson, to three places.
  it.each([
    [0, 10, 0, 0.308],
    [5, 10, 0.187, 0.813],
    [10, 10, 0.692, 1],
    [1, 30, 0.001, 0.172],
    [3, 96, 0.006, 0.089],
    [0, 0, 0, 1],
  ])('%i of %i is %f to %f', (hits, trials, low, high) => {
    const chance = chanceOf(hits, trials);
    expect(chance.low).toBeCloseTo(low, 3);
    expect(chance.high).toBeCloseTo(high, 3);
  });

  it('holds as often as it says, whatever the chance', () => {
    const trials = 24;
    const intervals = Array.from({ length: trials + 1 }, (_, hits) => chanceOf(hits, trials));
    for (let p = 0.02; p < 1; p += 0.02) {
      let mass = 0;
      let term = (1 - p) ** trials;
      for (const { hits, low, high } of intervals) {
        if (low <= p && p <= high) mass += term;
        term *= ((trials - hits) / (hits + 1)) * (p / (1 - p));
      }
      expect(mass).toBeGreaterThanOrEqual(0.95 - 1e-9);
    }
  });

  it('does not lose itself in numbers that are too small', () => {
    expect(chanceOf(999, 1000).high).toBeCloseTo(0.99997, 4);
    expect(chanceOf(1, 1000).low).toBeCloseTo(0.00003, 4);
  });
});

describe('areApart()', () => {
  it('is true of intervals that do not meet, either way round', () => {
    expect(areApart(chanceOf(0, 24), chanceOf(24, 24))).toBe(true);
    expect(areApart(chanceOf(24, 24), chanceOf(0, 24))).toBe(true);
    expect(areApart(chanceOf(12, 24), chanceOf(16, 24))).toBe(false);
  });
});

describe('runsToBelieve()', () => {
  it('is about three by the chance', () => {
    expect([0.01, 0.05, 0.5, 1].map(runsToBelieve)).toEqual([299, 59, 5, 1]);
  });

  it('is null for a chance that may be none', () => {
    expect([runsToBelieve(0), runsToBelieve(1e-9)]).toEqual([null, null]);
  });
});
