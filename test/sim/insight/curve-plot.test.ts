import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../sim/insight/binomial.ts';
import type { Point } from '../../../sim/insight/curve.ts';
import { plotCurve } from '../../../sim/report/curve-plot.ts';

function point(operations: number, same: number, tails = 24): Point {
  const chance = chanceOf(same, tails);
  return {
    kept: { operations },
    tails,
    same,
    sameHere: same,
    passed: tails - same,
    censored: 0,
    censoredHere: 0,
    chance,
    chanceHere: chance,
  };
}

describe('plotCurve()', () => {
  it('has bars for shares, and a dot where the interval ends', () => {
    expect(plotCurve([point(0, 0), point(10, 12), point(20, 24)], 'ever', 19)).toEqual([
      '100 %┤         █',
      '     │     ····█',
      '     │         █',
      ' 50 %┤     █████',
      '     │     █████',
      '     │·····█████',
      '     └──────────',
      '     0        20',
    ]);
  });

  it('is no wider than there is room', () => {
    for (const columns of [20, 40, 80, 200])
      expect(Math.max(...plotCurve([point(0, 1), point(5, 24)], 'ever', columns).map(({ length }) => length))).toBeLessThanOrEqual(columns);
  });
});
