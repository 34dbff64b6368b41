import { expect, test } from 'vitest';
import { ModelTokenBucket } from '../../../../sim/oracle/model/token-bucket.ts';
import { SECOND, U64_MAX } from './support.ts';

test('ModelTokenBucket starts full and gives a burst at once', () => {
  const bucket = new ModelTokenBucket(10, 3);
  expect([1, 2, 3, 4].map(() => bucket.admit(0n))).toEqual([true, true, true, false]);
  expect(bucket.milliTokens).toBe(0);
});

test('ModelTokenBucket fills at its rate and keeps what is too little for a thousandth', () => {
  const bucket = new ModelTokenBucket(3, 1);
  bucket.admit(0n);
  expect(bucket.admit(333_333_333n)).toBe(false);
  expect(bucket.milliTokens).toBe(999);
  // The missing third of a nanosecond was kept: one more nanosecond is enough.
  expect(bucket.admit(333_333_334n)).toBe(true);
});

test('ModelTokenBucket drops the rest when it is full', () => {
  const bucket = new ModelTokenBucket(3, 1);
  expect(bucket.admit(333_333_334n)).toBe(true);
  expect(bucket.admit(666_666_667n)).toBe(false);
  expect(bucket.admit(666_666_668n)).toBe(true);
});

test('ModelTokenBucket lets everything pass when its rate or its burst is 0', () => {
  for (const bucket of [new ModelTokenBucket(0, 5), new ModelTokenBucket(5, 0)]) {
    for (let nth = 0; nth < 20; nth++) expect(bucket.admit(0n)).toBe(true);
  }
});

test('ModelTokenBucket agrees with exact arithmetic after pauses of every length', () => {
  for (const [rate, burst] of [
    [7, 5],
    [5000, 10_000],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ] as const) {
    const bucket = new ModelTokenBucket(rate, burst);
    const capacity = BigInt(burst) * 1000n;
    let [tokens, remainder, last, now] = [capacity, 0n, 0n, 0n];
    for (let step = 0; now < U64_MAX - 2n ** 60n; step++) {
      now += 2n ** BigInt((step * 7) % 60) + BigInt(step * 31);
      const units = (now - last) * BigInt(rate) * 1000n + remainder;
      const sum = tokens + units / SECOND;
      tokens = sum < capacity ? sum : capacity;
      remainder = sum < capacity ? units % SECOND : 0n;
      last = now;
      const passes = tokens >= 1000n;
      if (passes) tokens -= 1000n;
      expect(bucket.admit(now)).toBe(passes);
      expect(BigInt(bucket.milliTokens)).toBe(tokens);
    }
  }
});

test('ModelTokenBucket keeps its remainder exact over a pause that is long and yet does not fill it', () => {
  const bucket = new ModelTokenBucket(5001, 100_000);
  for (let nth = 0; nth < 90_000; nth++) bucket.admit(0n);
  // The product of this pause lies between two floats, and the next one brings the sum to a whole thousandth.
  bucket.admit(15_000_000_001n);
  bucket.admit(15_001_000_000n);
  expect(bucket.milliTokens).toBe(10_000_000 + 15_001 * 5001 - 2000);
});
