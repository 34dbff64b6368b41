import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOKEN_BUCKET_MAX, TokenBucket } from '../../../src/observer/token-bucket.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { ExactBucket } from '../support/exact-bucket.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';
import { expectSame } from '../../support/expect-equal.ts';

const amount = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 0, max: TOKEN_BUCKET_MAX }),
  fc.constantFrom(1, 3, 7, TOKEN_BUCKET_MAX),
);

describe('TokenBucket', () => {
  it('starts full: burst frames pass at once, and not one more', () => {
    const bucket = new TokenBucket(1, 5);
    expect(bucket.milliTokens).toBe(5000);
    expect([1, 2, 3, 4, 5, 6].map(() => bucket.admit(0n))).toEqual([true, true, true, true, true, false]);
    expect(bucket.milliTokens).toBe(0);
  });

  it('lets the next frame pass when its token is whole, not a nanosecond before', () => {
    const bucket = new TokenBucket(3, 1);
    expect(bucket.admit(0n)).toBe(true);
    expect(bucket.admit(333_333_333n)).toBe(false);
    expect(bucket.milliTokens).toBe(999);
    expect(bucket.admit(333_333_334n)).toBe(true);
  });

  it('loses no fraction of a token to questions in between', () => {
    const bucket = new TokenBucket(1, 1);
    bucket.admit(0n);
    for (let nowNs = 1n; nowNs < 1_000_000_000n; nowNs += 999_983n) expect(bucket.admit(nowNs)).toBe(false);
    expect(bucket.admit(999_999_999n)).toBe(false);
    expect(bucket.admit(1_000_000_000n)).toBe(true);
  });

  it('keeps no fraction above its brim', () => {
    const bucket = new TokenBucket(1, 1);
    expect(bucket.admit(1_999_999_999n)).toBe(true);
    expect(bucket.admit(2_000_000_000n)).toBe(false);
    expect(bucket.admit(2_999_999_998n)).toBe(false);
    expect(bucket.admit(2_999_999_999n)).toBe(true);
  });

  it.each([
    [0, 5],
    [5, 0],
    [0, 0],
  ])('with rate %i and burst %i lets everything pass', (rate, burst) => {
    const bucket = new TokenBucket(rate, burst);
    for (let frame = 0; frame < 100; frame++) expect(bucket.admit(0n)).toBe(true);
  });

  it('is full again after a silence as long as time', () => {
    const bucket = new TokenBucket(1, TOKEN_BUCKET_MAX);
    for (let frame = 0; frame < 10; frame++) bucket.admit(0n);
    bucket.admit(U64_MAX);
    expect(bucket.milliTokens).toBe(TOKEN_BUCKET_MAX * 1000 - 1000);
  });

  it('does what exact arithmetic does, for any rate, burst and times', () => {
    // Steps around the time of one token and of the whole bucket, where rounding would show.
    const runs = fc.tuple(amount, amount).chain(([rate, burst]) => {
      const tokenNs = 1_000_000_000n / BigInt(rate || 1);
      const near = fc.tuple(fc.constantFrom(0n, 1n, tokenNs, tokenNs * 3n, tokenNs * BigInt(burst || 1)), fc.bigInt({ min: -3n, max: 3n }));
      const step = fc.oneof(
        { weight: 8, arbitrary: near.map(([mark, off]) => (mark + off < 0n ? 0n : mark + off)) },
        { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: tokenNs + 2n }) },
        { weight: 1, arbitrary: anyU64 },
      );
      const steps = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 4 })), { maxLength: 150, size: 'max' });
      return fc.record({ rate: fc.constant(rate), burst: fc.constant(burst), steps });
    });
    fc.assert(
      fc.property(runs, ({ rate, burst, steps }) => {
        const bucket = new TokenBucket(rate, burst);
        const exact = new ExactBucket(rate, burst);
        let nowNs = 0n;
        for (const [stepNs, frames] of steps) {
          if (nowNs + stepNs > U64_MAX) break;
          nowNs += stepNs;
          for (let frame = 0; frame < frames; frame++) {
            expectSame(bucket.admit(nowNs), exact.admit(nowNs));
            expectSame(BigInt(bucket.milliTokens), exact.tokens);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
