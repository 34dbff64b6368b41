import { describe, expect, it } from 'vitest';
import { pidsOf } from '../../../../sim/findings/shrink/run-shape.ts';
import { dropPids } from '../../../../sim/findings/shrink/drop-operations.ts';
import type { InterestingnessTest, Reproduction, ShrinkStep } from '../../../../sim/findings/shrink/interestingness.ts';
import { Search } from '../../../../sim/findings/shrink/search.ts';
import { beat, stepsOf } from './support.ts';

/** A search in which a run fails if `fails` says so. */
function searching(start: readonly ShrinkStep[], fails: (steps: readonly ShrinkStep[]) => boolean): Search {
  const reproduction = (steps: readonly ShrinkStep[]): Reproduction => ({ steps }) as Reproduction;
  const interestingness = { runs: 0, opsRun: 0, test: (steps: readonly ShrinkStep[]) => (fails(steps) ? reproduction(steps) : null) };
  return new Search(interestingness as unknown as InterestingnessTest, reproduction(start), { runsMax: 1000, shouldStop: () => false });
}

/** A full table of so many pids, and one pid more. */
function fullTable(capacity: number, window: number): ShrinkStep[] {
  const beats = Array.from({ length: capacity + 1 }, (_, at) => beat(10 + at, 1n, BigInt(at)));
  return stepsOf([{ op: 'new', capacity, policy: 'balanced', window }, ...beats]);
}

const startOf = ([{ op }]: readonly ShrinkStep[]): { capacity: number; window: number } =>
  op as { op: 'new'; capacity: number; window: number };

describe('Search.drops()', () => {
  const halves = (steps: readonly ShrinkStep[]): boolean => startOf(steps).capacity === 2 * startOf(steps).window;
  const isFull = (steps: readonly ShrinkStep[]): boolean => pidsOf(steps).length > startOf(steps).capacity;

  it('takes a slot with each pid, and a share of a window that is smaller than the table', () => {
    const search = searching(fullTable(8, 4), (steps) => halves(steps) && isFull(steps));
    expect(search.drops(new Set([1, 2]))).toBe(true);
    expect(startOf(search.steps)).toMatchObject({ capacity: 6, window: 3 });
    expect(search.steps).toHaveLength(8);
  });

  it.each([
    ['up', 2, true],
    ['down', 1, true],
    ['to nothing', 0, false],
  ])('rounds the share %s', (_way, window, isTaken) => {
    const search = searching(fullTable(4, 2), (steps) => startOf(steps).capacity === 3 && startOf(steps).window === window);
    expect(search.drops(new Set([1]))).toBe(isTaken);
  });

  it('leaves a window alone that reads the whole table', () => {
    const search = searching(fullTable(4, 4), (steps) => startOf(steps).window < 4);
    expect(search.drops(new Set([1]))).toBe(false);
  });
});

describe('dropPids()', () => {
  it('takes every second of many pids out, where both halves must stay alike', () => {
    const search = searching(fullTable(16, 99), (steps) => {
      const pids = pidsOf(steps);
      const [older, younger] = [pids.filter((pid) => pid < 18).length, pids.filter((pid) => pid >= 18 && pid < 26).length];
      return older === younger && older > 0;
    });
    dropPids(search);
    expect(pidsOf(search.steps)).toHaveLength(3);
  });

  it('takes two of a few pids out together', () => {
    // 11, 13 and 14 are needed, and of 10 and 12 neither without the other.
    const search = searching(fullTable(4, 8), (steps) => {
      const pids = new Set(pidsOf(steps));
      return [11, 13, 14].every((pid) => pids.has(pid)) && pids.has(10) === pids.has(12);
    });
    dropPids(search);
    expect(pidsOf(search.steps)).toEqual([11, 13, 14]);
  });
});
