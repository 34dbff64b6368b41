import { describe, expect, it } from 'vitest';
import type { BenchCase } from './bench-case.ts';
import { groupsOf } from './all-cases.ts';
import { measure } from './measure.ts';

// As `npm test` has built it.
const MEASURER = new URL('../../dist/test/bench/measurer.js', import.meta.url);
const EFFORT = { rounds: 1, roundNs: 1e6, warmUpNs: 1e6 };

function named(name: string, peer?: string): BenchCase {
  const make = (): never => {
    throw new Error('is made in the process that measures, not here');
  };
  return { name, what: name, make, ...(peer === undefined ? {} : { peer }) };
}

describe('measure()', () => {
  it('makes a case in its own process alone, and answers one time a round', async () => {
    const times = await measure([named('sweep')], EFFORT, MEASURER);
    expect([...times.keys()]).toEqual(['sweep']);
    expect(times.get('sweep')).toHaveLength(1);
    expect(times.get('sweep')?.[0]).toBeGreaterThan(0);
  });

  it('rejects with what the process said if that ends instead of measuring', async () => {
    await expect(measure([named('nonsense')], EFFORT, MEASURER)).rejects.toThrow(
      /^the process that measures nonsense ended: [^]*the bench has no case nonsense/,
    );
  });
});

describe('groupsOf()', () => {
  it('puts cases with one peer together with it, wherever they stand', () => {
    const cases = [named('a', 'p'), named('b'), named('p'), named('c', 'p')];
    expect(groupsOf(cases).map((group) => group.map(({ name }) => name))).toEqual([['a', 'p', 'c'], ['b']]);
  });
});
