import { describe, expect, test } from 'vitest';
import { closest } from '../../src/closest.ts';

describe('closest()', () => {
  const keys = ['interval', 'threshold', 'count', 'link', 'links', 'atArrival'];
  test.each([
    ['intervall', 'interval'],
    ['treshold', 'threshold'],
    ['cuont', 'count'],
    ['LINK', 'link'],
    ['atarrival', 'atArrival'],
    ['lonks', 'links'],
    ['', null],
    ['x', null],
    ['speed', null],
    ['i'.repeat(1000), null],
  ])('finds for %j', (text, answer) => {
    expect(closest(text, keys)).toBe(answer);
  });
});
