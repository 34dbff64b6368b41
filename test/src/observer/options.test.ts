import { describe, expect, it } from 'vitest';
import { Observer } from '../../../src/observer/observer.ts';
import { MIN_THRESHOLD_NS, resolveObserverOptions, type ObserverOptions } from '../../../src/observer/options.ts';
import { HandClock } from '../support/bench.ts';
import { thrown } from '../support/thrown.ts';

const GOOD = { thresholdNs: 5_000_000_000n };
const U64 = 'must be a bigint from 0 to 2^64 - 1';

describe('resolveObserverOptions()', () => {
  it('fills in the published defaults', () => {
    expect(resolveObserverOptions(GOOD)).toEqual({
      thresholdNs: 5_000_000_000n,
      drainIntervalNs: 100_000_000n,
      perPidRate: 100,
      perPidIntervalNs: 10_000_000n,
      globalRate: 5000,
      globalBurst: 10_000,
      pidMax: 2 ** 32 - 1,
      nsInode: null,
      allowCrossNamespace: false,
    });
  });

  it('keeps what it is given', () => {
    const given = {
      thresholdNs: MIN_THRESHOLD_NS,
      drainIntervalNs: 1n,
      perPidRate: 3,
      globalRate: 9_000_000,
      globalBurst: 0,
      pidMax: 0,
      nsInode: 0n,
      allowCrossNamespace: true,
    };
    expect(resolveObserverOptions(given)).toEqual({ ...given, perPidIntervalNs: 333_333_333n });
  });

  it('drains ten times a threshold, and ten times a second at least', () => {
    expect(resolveObserverOptions({ thresholdNs: 999_999_990n }).drainIntervalNs).toBe(99_999_999n);
    expect(resolveObserverOptions({ thresholdNs: 1_000_000_010n }).drainIntervalNs).toBe(100_000_000n);
  });

  it('turns a rate of 0 into no interval', () => {
    expect(resolveObserverOptions({ ...GOOD, perPidRate: 0 }).perPidIntervalNs).toBe(0n);
  });

  it.each([
    [{}, TypeError, `thresholdNs ${U64}, got undefined`],
    [{ thresholdNs: 5_000_000_000 }, TypeError, `thresholdNs ${U64}, got 5000000000`],
    [{ thresholdNs: -1n }, RangeError, `thresholdNs ${U64}, got -1n`],
    [{ thresholdNs: 9_999_999n }, RangeError, 'thresholdNs must be at least 10000000n, got 9999999n'],
    [{ ...GOOD, drainIntervalNs: 0n }, RangeError, 'drainIntervalNs must be at least 1n, got 0n'],
    [{ ...GOOD, drainIntervalNs: 2n ** 64n }, RangeError, `drainIntervalNs ${U64}, got 18446744073709551616n`],
    [{ ...GOOD, drainIntervalNs: 5 }, TypeError, `drainIntervalNs ${U64}, got 5`],
    [{ ...GOOD, perPidRate: -1 }, RangeError, 'perPidRate must be an integer from 0 to 1000000000, got -1'],
    [{ ...GOOD, perPidRate: 1_000_000_001 }, RangeError, 'perPidRate must be an integer from 0 to 1000000000, got 1000000001'],
    [{ ...GOOD, perPidRate: 10n }, TypeError, 'perPidRate must be an integer from 0 to 1000000000, got 10n'],
    [{ ...GOOD, globalRate: 9_000_001 }, RangeError, 'globalRate must be an integer from 0 to 9000000, got 9000001'],
    [{ ...GOOD, globalRate: 0.5 }, RangeError, 'globalRate must be an integer from 0 to 9000000, got 0.5'],
    [{ ...GOOD, globalBurst: 9_000_001 }, RangeError, 'globalBurst must be an integer from 0 to 9000000, got 9000001'],
    [{ ...GOOD, globalBurst: '1' }, TypeError, 'globalBurst must be an integer from 0 to 9000000, got "1"'],
    [{ ...GOOD, pidMax: 2 ** 32 }, RangeError, 'pidMax must be an integer from 0 to 2^32 - 1, got 4294967296'],
    [{ ...GOOD, nsInode: 4026531836 }, TypeError, `nsInode ${U64}, got 4026531836`],
    [{ ...GOOD, allowCrossNamespace: 1 }, TypeError, 'allowCrossNamespace must be true or false, got 1'],
  ])('refuses %o', (options, kind, rule) => {
    const error = thrown(() => new Observer(options as unknown as ObserverOptions, new HandClock(), []));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(`Cannot create Observer: ${rule}`);
  });

  it("leaves the tracker's options to the tracker", () => {
    const error = thrown(() => new Observer({ ...GOOD, capacity: 1.5 }, new HandClock(), []));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('Cannot create Tracker: capacity must be an integer of at least 0, got 1.5');
  });
});
