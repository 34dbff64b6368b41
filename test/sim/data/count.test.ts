import { describe, expect, it } from 'vitest';
import { countOf } from '../../../sim/data/count.ts';
import { countWithCommas } from '../../../sim/report/table.ts';

describe('countOf() and countWithCommas()', () => {
  it('tell one in the singular, and none and several in the plural', () => {
    for (const count of [countOf, countWithCommas]) {
      expect([0, 1, 2].map((number) => count(number, 'step'))).toEqual(['0 steps', '1 step', '2 steps']);
      expect([0, 1, 2].map((number) => count(number, 'reply is', 'replies are'))).toEqual(['0 replies are', '1 reply is', '2 replies are']);
    }
  });

  it('go by the number that is shown, where it is rounded', () => {
    const shown = [0.4, 0.5, 1.3, 1.5, 2344.6].map((rate) => countWithCommas(rate, 'new state'));
    expect(shown).toEqual(['0 new states', '1 new state', '1 new state', '2 new states', '2,345 new states']);
  });
});
