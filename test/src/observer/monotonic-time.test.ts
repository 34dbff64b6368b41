import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCK_JUMP_NS, MonotonicTime } from '../../../src/observer/monotonic-time.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

/** Three years. */
const YEARS_NS = 94_608_000_000_000_000n;

describe('MonotonicTime.advance()', () => {
  it('goes with the clock, never falls, and counts each reading that lay before an earlier one', () => {
    const time = new MonotonicTime(100n);
    expect([10n, 4n, 9n, 10n, 12n].map((reading) => time.advance(reading))).toEqual([10n, 10n, 10n, 10n, 12n]);
    expect([time.nowNs, time.readingNs]).toEqual([12n, 12n]);
    expect([time.regressions, time.forwardJumps, time.pauses]).toEqual([2n, 0n, 0n]);
  });

  it('counts a step of more than 5 s as a jump, but not one of exactly 5 s', () => {
    expect(CLOCK_JUMP_NS).toBe(5_000_000_000n);
    const time = new MonotonicTime(U64_MAX);
    time.advance(0n);
    time.advance(CLOCK_JUMP_NS);
    expect(time.forwardJumps).toBe(0n);
    expect(time.advance(2n * CLOCK_JUMP_NS + 1n)).toBe(2n * CLOCK_JUMP_NS + 1n);
    expect([time.forwardJumps, time.pauses]).toEqual([1n, 0n]);
  });

  it('takes the first reading as the start of time, however late', () => {
    const time = new MonotonicTime(1n);
    expect([time.nowNs, time.readingNs]).toEqual([0n, 0n]);
    expect(time.advance(U64_MAX)).toBe(U64_MAX);
    expect([time.regressions, time.forwardJumps, time.pauses, time.readingNs]).toEqual([0n, 0n, 0n, U64_MAX]);
  });

  it('takes a step of exactly the longest one, and a longer one for a pause, of which no more counts, and once it is confirmed', () => {
    const time = new MonotonicTime(100n);
    time.advance(1000n);
    expect(time.advance(1100n)).toBe(1100n);
    expect(time.advance(1201n)).toBe(1100n);
    expect([time.pauses, time.pendingNs, time.readingNs]).toEqual([1n, 100n, 1201n]);
    expect(time.advance(1204n)).toBe(1203n);
    expect([time.pauses, time.pendingNs]).toEqual([1n, 0n]);
    expect(time.advance(1205n)).toBe(1204n);
  });

  it('lets a long step confirm the one before', () => {
    const time = new MonotonicTime(100n);
    time.advance(0n);
    expect([1000n, 2000n, 3000n, 3000n].map((reading) => time.advance(reading))).toEqual([0n, 100n, 200n, 300n]);
    expect(time.pauses).toBe(3n);
  });

  it('forgets one reading three years ahead: time goes on from the last sound pace', () => {
    const time = new MonotonicTime(100n);
    expect([0n, 10n, YEARS_NS, 20n, 30n, 40n].map((reading) => time.advance(reading))).toEqual([0n, 10n, 10n, 10n, 20n, 30n]);
    expect([time.regressions, time.forwardJumps, time.pauses, time.pendingNs]).toEqual([1n, 1n, 1n, 0n]);
  });

  it('stands still behind a small step back, and goes on at once behind one of more than the longest', () => {
    const time = new MonotonicTime(100n);
    time.advance(1000n);
    expect([900n, 950n, 1000n, 1001n].map((reading) => time.advance(reading))).toEqual([1000n, 1000n, 1000n, 1001n]);
    expect([900n, 950n].map((reading) => time.advance(reading))).toEqual([1001n, 1051n]);
    expect(time.regressions).toBe(3n);
  });

  it('does not count a long step that is taken back', () => {
    const time = new MonotonicTime(100n);
    time.advance(0n);
    expect([500n, 499n, 500n, 501n].map((reading) => time.advance(reading))).toEqual([0n, 0n, 0n, 1n]);
    expect(time.pendingNs).toBe(0n);
  });

  it('stays at the end of time', () => {
    const time = new MonotonicTime(100n);
    time.advance(U64_MAX - 50n);
    time.advance(0n);
    expect(time.advance(60n)).toBe(U64_MAX);
    expect(time.advance(U64_MAX - 1n)).toBe(U64_MAX);
    expect(time.advance(U64_MAX)).toBe(U64_MAX);
  });

  it('with the longest step of all is the highest reading so far, for any readings', () => {
    fc.assert(
      fc.property(fc.array(anyU64, { maxLength: 100, size: 'max' }), (readings) => {
        const time = new MonotonicTime(U64_MAX);
        let highest = 0n;
        let regressions = 0n;
        let jumps = 0n;
        readings.forEach((reading, nth) => {
          if (nth > 0 && reading < highest) regressions++;
          else if (nth > 0 && reading - highest > CLOCK_JUMP_NS) jumps++;
          if (reading > highest) highest = reading;
          expect(time.advance(reading)).toBe(highest);
        });
        expect([time.nowNs, time.regressions, time.forwardJumps, time.pauses]).toEqual([highest, regressions, jumps, 0n]);
      }),
    );
  });

  it('for any readings never falls, and gains no more by any than its step, and no more than the longest', () => {
    const steps = fc.array(fc.oneof(fc.bigInt({ min: -150n, max: 150n }), fc.constantFrom(0n, 1n, 99n, 100n, 101n, YEARS_NS, -YEARS_NS)), {
      maxLength: 100,
      size: 'max',
    });
    fc.assert(
      fc.property(steps, (all) => {
        const time = new MonotonicTime(100n);
        let reading = YEARS_NS;
        let before = time.advance(reading);
        let most = before;
        for (const wanted of all) {
          const step = reading + wanted < 0n ? -reading : wanted;
          reading += step;
          const now = time.advance(reading);
          expect(now).toBeGreaterThanOrEqual(before);
          expect(now - before).toBeLessThanOrEqual(200n);
          if (step > 0n) most += step < 100n ? step : 100n;
          expect(now).toBeLessThanOrEqual(most);
          before = now;
        }
      }),
    );
  });
});
