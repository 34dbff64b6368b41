import { describe, expect, it } from 'vitest';
import { Features } from '../../../fuzz/engine/features.ts';
import { FEATURE_VALUES_MAX } from '../../../fuzz/feature.ts';

/** Features over four counters, and what to call for an input that hits them so often. */
function bench() {
  const features = new Features(4);
  const counters = new Uint32Array(4);
  const run = (...hits: readonly number[]): number => {
    counters.set(hits);
    return features.take(counters, 4).length;
  };
  return { features, counters, run };
}

describe('Features.take()', () => {
  it('takes a hit count of another bucket for new, and one of the same for known', () => {
    const { run } = bench();
    for (const [hits, fresh] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [7, 0],
      [8, 1],
      [15, 0],
      [16, 1],
      [31, 0],
      [32, 1],
      [127, 0],
      [128, 1],
      [4_000_000_000, 0],
      [1, 0],
    ]) {
      expect([hits, run(hits)]).toEqual([hits, fresh]);
    }
  });

  it('clears the counters, so that the next input begins at none', () => {
    const { counters, run } = bench();
    expect(run(1, 0, 5, 0)).toBe(2);
    expect([...counters]).toEqual([0, 0, 0, 0]);
    expect(run()).toBe(0);
  });

  it('counts counters once and features as they come', () => {
    const { features, run } = bench();
    run(1);
    run(2, 1);
    expect(features).toMatchObject({ covered: 2, count: 3 });
    expect([features.hasReached(0), features.hasReached(2)]).toEqual([true, false]);
  });

  it('takes each value of a reported feature for new once, up to a bound for each name', () => {
    const { features, run } = bench();
    const report = (name: string, value: number): number => {
      features.report(name, value);
      return run();
    };
    expect([report('len', 1), report('len', 1), report('len', 2), report('cap', 1)]).toEqual([1, 0, 1, 1]);
    for (let value = 0; value < 2 * FEATURE_VALUES_MAX; value++) report('big', value);
    expect(features.count).toBe(3 + FEATURE_VALUES_MAX);
  });
});

describe('Features.reachesAll()', () => {
  it('asks for the same buckets and the same reported features', () => {
    const { features, counters } = bench();
    counters.set([1, 9]);
    features.report('len', 3);
    const reached = features.take(counters, 4);
    expect(reached).toHaveLength(3);
    counters.set([1, 12]);
    expect(features.reachesAll(counters, reached)).toBe(false);
    features.report('len', 3);
    expect(features.reachesAll(counters, reached)).toBe(true);
    counters.set([1, 16]);
    expect(features.reachesAll(counters, reached)).toBe(false);
  });
});

describe('Features.discard()', () => {
  it('leaves nothing of an input that crashed', () => {
    const { features, counters, run } = bench();
    counters.set([1, 1]);
    features.report('len', 1);
    features.discard(counters, 4);
    expect(features.count).toBe(0);
    expect(run(1)).toBe(1);
  });
});
