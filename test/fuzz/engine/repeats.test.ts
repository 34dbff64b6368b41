import { describe, expect, it } from 'vitest';
import { Repeats } from '../../../fuzz/engine/repeats.ts';
import { columnsOf } from './columns-of.ts';

describe('Repeats', () => {
  it('carries work out once, and counts the same for each input, on top of what it has counted', () => {
    const columns = columnsOf(16);
    const { hits, near, left, right } = columns;
    let times = 0;
    const work = (): void => {
      times++;
      hits[3] += 2;
      hits[5] = 255;
      near[1] = Math.max(near[1], 200);
      near[2] = Math.max(near[2], 9);
      left.set([11, 12], 1);
    };
    const repeats = new Repeats(columns, 8, 4);
    for (const before of [0, 7]) {
      hits.fill(before);
      near.fill(0).fill(201, 1, 2);
      for (const operands of [left, right]) operands.fill(7);
      repeats.run(work);
      expect([...hits.subarray(3, 6)]).toEqual([before + 2, before, 255]);
      expect([...near.subarray(0, 4)]).toEqual([0, 201, 9, 0]);
      expect([...left.subarray(0, 4), right[2]]).toEqual([7, 7, 12, 7, 7]);
    }
    expect(times).toBe(1);
  });

  it('forgets work that throws, and tells other work apart', () => {
    const columns = columnsOf(16);
    const { hits } = columns;
    const repeats = new Repeats(columns, 8, 4);
    const failing = (): void => {
      hits[0]++;
      throw new Error('found');
    };
    hits[0] = 3;
    for (let time = 0; time < 2; time++) expect(() => repeats.run(failing)).toThrow('found');
    repeats.run(() => void hits[1]++);
    repeats.run(() => void hits[2]++);
    expect([...hits.subarray(0, 3)]).toEqual([3, 1, 1]);
  });
});
