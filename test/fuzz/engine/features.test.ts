import { describe, expect, it } from 'vitest';
import { Features } from '../../../fuzz/engine/features.ts';
import { FEATURE_VALUES_MAX } from '../../../fuzz/feature.ts';
import { columnsOf } from './columns-of.ts';

/** Features over four counters and two comparisons, and what to call for an input that hits them so often, and comes so near. */
function bench() {
  const columns = columnsOf(8);
  const features = new Features(columns, 4, 2);
  const run = (...hits: readonly number[]): number => {
    columns.hits.set(hits);
    return features.take(features.read()).length;
  };
  const compare = (...near: readonly number[]): number => {
    columns.near.set(near);
    return features.take(features.read()).length;
  };
  return { features, columns, run, compare };
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

  it('counts counters once and features as they come', () => {
    const { features, run } = bench();
    run(1);
    run(2, 1);
    expect(features).toMatchObject({ covered: 2, count: 3 });
  });

  it('takes operands that came nearer to each other than ever for new, and nothing else of a comparison', () => {
    const { compare } = bench();
    expect([compare(0, 200), compare(0, 200), compare(0, 199), compare(0, 201), compare(7), compare(7, 201), compare(0, 255)]).toEqual([
      1, 0, 0, 1, 1, 0, 1,
    ]);
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

describe('Features.timesReached()', () => {
  it('counts inputs by feature, and takes a comparison that came nearer since for anything but rare', () => {
    const { features, columns, run } = bench();
    columns.near.set([0, 100]);
    columns.hits.set([0, 0, 1]);
    features.report('len', 3);
    const reached = [...features.read()];
    features.take(reached);
    expect(reached.map((feature) => features.timesReached(feature))).toEqual([1, 1, 1]);
    expect(reached.map((feature) => features.isReported(feature))).toEqual([false, false, true]);
    columns.near.set([0, 101]);
    run(0, 0, 1);
    expect(reached.map((feature) => features.timesReached(feature))).toEqual([2, Number.POSITIVE_INFINITY, 1]);
  });
});

describe('Features.read()', () => {
  it('clears the columns and what was reported, so that the next input begins at none', () => {
    const { features, columns, run } = bench();
    columns.near.set([9]);
    features.report('len', 1);
    expect(features.take(features.read())).toHaveLength(2);
    expect(run(1, 0, 5, 0)).toBe(2);
    expect([...columns.hits, ...columns.near].some((value) => value !== 0)).toBe(false);
    expect(run()).toBe(0);
  });

  it('leaves nothing of an input that crashed', () => {
    const { features, columns, run } = bench();
    columns.hits.set([1, 1]);
    features.report('len', 1);
    features.read();
    expect(features.count).toBe(0);
    expect(run(1)).toBe(1);
  });
});

describe('Features.operandsOf()', () => {
  it('tells those of comparisons that were not equal; of those some were never equal in any input', () => {
    const { features, columns, compare } = bench();
    const operands = [
      { comparison: 0, left: 1, right: 2 },
      { comparison: 1, left: 3, right: 4 },
    ];
    compare(255);
    for (const [near, told] of [
      [[200, 201], operands],
      [[200, 0], operands.slice(0, 1)],
      [[200, 255], operands.slice(0, 1)],
    ] as const) {
      columns.near.set(near);
      columns.hits.set([1]);
      columns.left.set([1, 3]);
      columns.right.set([2, 4]);
      features.report('len', 2);
      expect(features.operandsOf(features.read())).toEqual(told);
    }
    expect(features.unequal(operands)).toEqual(operands.slice(1));
  });

  it('tells none that are not finite: no bytes stand for them', () => {
    const { features, columns } = bench();
    columns.near.set([190, 190]);
    columns.left.set([Number.NaN, 3]);
    columns.right.set([2, Number.NEGATIVE_INFINITY]);
    expect(features.operandsOf(features.read())).toEqual([]);
  });
});

describe('Features.reachesAll()', () => {
  it('asks for the same buckets, comparisons as near, and the same reported features', () => {
    const { features, columns } = bench();
    columns.hits.set([1, 9]);
    columns.near.set([50]);
    features.report('len', 3);
    const reached = [...features.read()];
    expect(reached).toHaveLength(4);
    columns.hits.set([1, 12]);
    columns.near.set([51]);
    expect(features.reachesAll(reached)).toBe(false);
    features.report('len', 3);
    expect(features.reachesAll(reached)).toBe(true);
    columns.near.set([49]);
    expect(features.reachesAll(reached)).toBe(false);
    columns.near.set([50]);
    columns.hits.set([1, 16]);
    expect(features.reachesAll(reached)).toBe(false);
  });
});
