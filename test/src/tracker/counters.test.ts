import { describe, expect, it } from 'vitest';
import { bump, take } from '../../../src/tracker/counters.ts';
import { U64_MAX } from '../../../src/u64.ts';

describe('bump()', () => {
  it('adds one to the counter named and leaves its neighbours', () => {
    const counters = BigUint64Array.of(0n, 5n, 0n);
    bump(counters, 1);
    expect([...counters]).toEqual([0n, 6n, 0n]);
  });

  it('reaches 2^64 - 1 and stays there', () => {
    const counters = BigUint64Array.of(U64_MAX - 1n);
    bump(counters, 0);
    expect(counters[0]).toBe(U64_MAX);
    bump(counters, 0);
    expect(counters[0]).toBe(U64_MAX);
  });
});

describe('take()', () => {
  it('reads and zeroes', () => {
    const counters = BigUint64Array.of(3n, 4n);
    expect(take(counters, 0)).toBe(3n);
    expect(take(counters, 0)).toBe(0n);
    expect([...counters]).toEqual([0n, 4n]);
  });
});
