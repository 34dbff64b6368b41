import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropStarts, dropUnits, singleUnits } from '../../../../sim/findings/shrink/drop-operations.ts';
import type { Reproduction, ShrinkStep } from '../../../../sim/findings/shrink/interestingness.ts';
import { Tried, type Search } from '../../../../sim/findings/shrink/search.ts';
import { beat, stepsOf } from './support.ts';

/** A search whose run fails as long as some of its steps are there. */
function searchFor(steps: readonly ShrinkStep[], needed: ReadonlySet<ShrinkStep>) {
  let best = steps;
  let tries = 0;
  const search = {
    get steps() {
      return best;
    },
    best: {} as Reproduction,
    isOver: false,
    drops(places: ReadonlySet<number>) {
      tries++;
      const rest = best.filter((_, at) => !places.has(at));
      if ([...needed].some((step) => !rest.includes(step))) return false;
      best = rest;
      return true;
    },
  };
  return { search: search as unknown as Search, left: () => best, tries: () => tries };
}

describe('dropUnits()', () => {
  it('leaves just what is needed, whatever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 120 }), fc.array(fc.nat(200)), (length, places) => {
        const steps = stepsOf(Array.from({ length }, (_, at) => beat(at + 2, 1n, 0n)));
        const needed = new Set(places.map((place) => steps[place % length]));
        const { search, left } = searchFor(steps, needed);
        dropUnits(search, singleUnits);
        // The first and the last operation belong to no unit.
        expect(new Set(left())).toEqual(new Set([steps[0], steps[length - 1], ...needed]));
      }),
    );
  });

  it('comes down to few steps among many in far fewer tries than there are steps', () => {
    const steps = stepsOf(Array.from({ length: 20_000 }, (_, at) => beat(at + 2, 1n, 0n)));
    const { search, left, tries } = searchFor(steps, new Set([steps[77], steps[9000], steps[19_000]]));
    dropUnits(search, singleUnits);
    expect(left()).toHaveLength(5);
    expect(tries()).toBeLessThan(150);
  });
});

describe('Tried', () => {
  const steps = stepsOf(Array.from({ length: 9 }, (_, at) => beat(at + 2, 1n, 0n)));

  it('knows a run again by its steps, and by the text of steps that were made since', () => {
    const tried = new Tried(steps);
    tried.add(steps.slice(0, 4));
    tried.add([steps[0], { op: beat(99, 1n, 0n) }]);
    expect(tried.has(steps.slice(0, 4))).toBe(true);
    expect(tried.has(steps.slice(0, 5))).toBe(false);
    expect(tried.has([steps[0], { op: beat(99, 1n, 0n) }])).toBe(true);
    expect(tried.has([steps[0], { op: beat(99, 2n, 0n) }])).toBe(false);
  });

  it('tells every two selections apart', () => {
    const tried = new Tried(steps);
    for (let bits = 0; bits < 2 ** steps.length; bits++) {
      const selection = steps.filter((_, at) => (bits >> at) & 1);
      expect(tried.has(selection)).toBe(false);
      tried.add(selection);
    }
  });
});

it.each([
  [5, 4],
  [3, 2],
])('dropStarts() begins with the last start that will do, whatever went before: step %i needs that at %i', (needed, first) => {
  const start = { op: 'new', capacity: 1, policy: 'strict', window: 1 } as const;
  const steps = stepsOf([start, beat(2, 1n, 0n), start, beat(3, 1n, 0n), start, beat(4, 1n, 0n)]);
  let best: readonly ShrinkStep[] = steps;
  const search = {
    get steps() {
      return best;
    },
    isOver: false,
    accepts(candidate: readonly ShrinkStep[]) {
      if (!candidate.includes(steps[needed])) return false;
      best = candidate;
      return true;
    },
  };
  dropStarts(search as unknown as Search);
  expect(best).toEqual(steps.slice(first));
});
