import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatDuration, parseDuration, roundedDuration, showElapsed, showMs, showTime } from '../../../sim/data/duration.ts';
import { U64_MAX } from '../../../src/internal.ts';

describe('parseDuration()', () => {
  test.each([
    ['0s', 0n],
    ['17ns', 17n],
    ['20us', 20_000n],
    ['250ms', 250_000_000n],
    ['1.5s', 1_500_000_000n],
    ['1.50s', 1_500_000_000n],
    ['0.1s', 100_000_000n],
    ['2m', 120_000_000_000n],
    // A trillionth of an hour is 3.6 ns.
    ['0.000000000001h', 'must come to a whole number of nanoseconds'],
    ['0.000000000005h', 18n],
    ['1h', 3_600_000_000_000n],
    ['0.00000000001m', 'must come to a whole number of nanoseconds'],
    ['1.5ns', 'must come to a whole number of nanoseconds'],
    ['18446744073709551615ns', U64_MAX],
    ['18446744073709551616ns', 'must be at most 18446744073709551615ns'],
    ['99999999999999999999h', 'must be at most 18446744073709551615ns'],
  ])('reads %s', (text, answer) => {
    expect(parseDuration(text)).toBe(answer);
  });

  test.each(['', '5', 's', '-1s', '+1s', '01s', '1.s', '.5s', '1e3s', '1 s', '1S', '1s ', ' 1s', '1d', '1sms', '0x1s', '1s\n', '１s'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBe('must be a duration such as 60s, 1.5m or 250ms');
    },
  );

  it('brings back any u64 from its text', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, U64_MAX), (ns) => {
        expect(parseDuration(formatDuration(ns))).toBe(ns);
      }),
    );
  });

  it('takes decimals exactly, where a float would round', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 9_007_199n), fc.bigInt(0n, 999_999_999n), (seconds, ns) => {
        expect(parseDuration(`${seconds}.${String(ns).padStart(9, '0')}s`)).toBe(seconds * 1_000_000_000n + ns);
      }),
    );
  });
});

describe('formatDuration()', () => {
  test.each([
    [0n, '0ns', '0 ns'],
    [999_999n, '999999ns', '999999 ns'],
    [1_000_000n, '1ms', '1 ms'],
    [90_000_001n, '90.000001ms', '90.000001 ms'],
    [190_033_100n, '190.0331ms', '190.0331 ms'],
    [999_999_999n, '999.999999ms', '999.999999 ms'],
    [1_500_000_000n, '1.5s', '1.5 s'],
    [60_000_000_000n, '60s', '60 s'],
    [U64_MAX, '18446744073.709551615s', '18446744073.709551615 s'],
  ])('writes %d ns exactly, as showTime() does', (ns, text, shown) => {
    expect(formatDuration(ns)).toBe(text);
    expect(showTime(ns)).toBe(shown);
  });
});

describe('roundedDuration()', () => {
  test.each([
    [0, '0ns'],
    [999_999, '999999ns'],
    [90_000_001, '90ms'],
    [190_033_118, '190.033ms'],
    [1_234_567_890, '1.235s'],
    [999_999_999, '1s'],
    [1.0000004e15, '1000000s'],
  ])('writes %d ns as %s', (ns, text) => {
    expect(roundedDuration(ns)).toBe(text);
  });
});

describe('showMs() and showElapsed()', () => {
  test.each([
    [500, '500 ms', '0.5 s'],
    [60_000, '60 s', '60.0 s'],
    [0.25, '250000 ns', '0.0 s'],
  ])('write %d ms', (ms, exact, elapsed) => {
    expect([showMs(ms), showElapsed(ms)]).toEqual([exact, elapsed]);
  });
});
