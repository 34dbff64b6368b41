import { describe, expect, it } from 'vitest';
import { turningPoint } from '../../../sim/insight/turning-point.ts';

describe('turningPoint()', () => {
  const fails = (mixed: readonly string[]): boolean => mixed.join('').includes('c') && mixed.includes('a');

  it.each([
    ['the operation that completes what fails', ['__xxxxxx', '__yyyyyy'], 5],
    ['an earlier one, where the tails have the rest themselves', ['__xxxxxc', '__yyyyyc'], 2],
    ['none that only half of the tails wait for', ['__xxxxxc', '__yyyyyy'], 5],
  ])('is %s', (_, tails, step) => {
    const [run, ...others] = ['__a_bc__', ...tails].map((text) => text.split(''));
    expect(turningPoint(run, others, 2, fails)).toBe(step);
  });
});
