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

  test('passes over a candidate of more than 64 letters', () => {
    const letters = 'i'.repeat(64);
    expect(closest(letters, [`${letters}i`])).toBeNull();
    expect(closest(letters, [`${letters}i`, letters])).toBe(letters);
  });
});
