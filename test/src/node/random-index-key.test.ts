import { describe, expect, it } from 'vitest';
import { randomIndexKey } from '../../../src/node/index.ts';

describe('randomIndexKey()', () => {
  it('is a u64 that nobody can guess: each of its bits is 0 in some and 1 in others, and no two are the same', () => {
    const keys = Array.from({ length: 200 }, () => randomIndexKey());
    expect(new Set(keys).size).toBe(200);
    expect(keys.reduce((bits, key) => bits | key, 0n)).toBe(2n ** 64n - 1n);
    expect(keys.reduce((bits, key) => bits & key, 2n ** 64n - 1n)).toBe(0n);
  });
});
