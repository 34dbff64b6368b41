import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCK_JUMP_NS, MonotonicTime } from '../../../src/observer/monotonic-time.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

describe('MonotonicTime.advance()', () => {
  it('never falls, and counts each reading that lay before an earlier one', () => {
    const time = new MonotonicTime();
    expect([10n, 4n, 9n, 10n, 12n].map((reading) => time.advance(reading))).toEqual([10n, 10n, 10n, 10n, 12n]);
    expect(time.nowNs).toBe(12n);
    expect([time.regressions, time.forwardJumps]).toEqual([2n, 0n]);
  });

  it('counts a step of more than 5 s as a jump, but not one of exactly 5 s', () => {
    expect(CLOCK_JUMP_NS).toBe(5_000_000_000n);
    const time = new MonotonicTime();
    time.advance(0n);
    time.advance(CLOCK_JUMP_NS);
    expect(time.forwardJumps).toBe(0n);
    time.advance(2n * CLOCK_JUMP_NS + 1n);
    expect(time.forwardJumps).toBe(1n);
  });

  it('takes the first reading as the start of time, however late', () => {
    const time = new MonotonicTime();
    expect(time.nowNs).toBe(0n);
    expect(time.advance(U64_MAX)).toBe(U64_MAX);
    expect([time.regressions, time.forwardJumps]).toEqual([0n, 0n]);
  });

  it('is the highest reading so far, for any readings', () => {
    fc.assert(
      fc.property(fc.array(anyU64, { maxLength: 100, size: 'max' }), (readings) => {
        const time = new MonotonicTime();
        let highest = 0n;
        let regressions = 0n;
        let jumps = 0n;
        readings.forEach((reading, nth) => {
          if (reading < highest) regressions++;
          else if (nth > 0 && reading - highest > CLOCK_JUMP_NS) jumps++;
          if (reading > highest) highest = reading;
          expect(time.advance(reading)).toBe(highest);
        });
        expect([time.nowNs, time.regressions, time.forwardJumps]).toEqual([highest, regressions, jumps]);
      }),
    );
  });
});
