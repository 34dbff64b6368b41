import { describe, expect, it } from 'vitest';
import { Observer } from '../../../src/observer/observer.ts';
import { MIN_THRESHOLD_NS, resolveObserverOptions, type ObserverOptions } from '../../../src/observer/options.ts';
import { PidIndex } from '../../../src/tracker/pid-index.ts';
import { HandClock } from '../support/bench.ts';
import { thrown } from '../support/thrown.ts';

const GOOD = { thresholdNs: 5_000_000_000n };
const U64 = 'must be a bigint from 0 to 2^64 - 1';

describe('resolveObserverOptions()', () => {
  it('fills in the published defaults', () => {
    expect(resolveObserverOptions(GOOD)).toEqual({
      thresholdNs: 5_000_000_000n,
      drainIntervalNs: 100_000_000n,
      maxStepNs: 1_250_000_000n,
      catchUpNs: 1_250_000_000n,
      perPidRate: 100,
      perPidIntervalNs: 10_000_000n,
      allowTightRate: false,
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
      maxStepNs: 1n,
      catchUpNs: 0n,
      perPidRate: 3,
      allowTightRate: true,
      globalRate: 9_000_000,
      globalBurst: 0,
      pidMax: 0,
      nsInode: 0n,
      allowCrossNamespace: true,
    };
    expect(resolveObserverOptions(given)).toEqual({ ...given, perPidIntervalNs: 333_333_333n });
  });

  it.each(Object.entries({ drainIntervalNs: 7n, maxStepNs: 7n, catchUpNs: 7n, globalRate: 7, globalBurst: 7, pidMax: 7, nsInode: 7n }))(
    'takes %s for itself: no other default follows it',
    (name, value) => {
      expect(resolveObserverOptions({ ...GOOD, [name]: value })).toEqual({ ...resolveObserverOptions(GOOD), [name]: value });
    },
  );

  it('drains ten times a threshold, and ten times a second at least', () => {
    expect(resolveObserverOptions({ thresholdNs: 999_999_990n }).drainIntervalNs).toBe(99_999_999n);
    expect(resolveObserverOptions({ thresholdNs: 1_000_000_010n }).drainIntervalNs).toBe(100_000_000n);
  });

  it('chooses for its tracker what is safe there, unless told otherwise', () => {
    const rules = (options: Partial<ObserverOptions>): unknown[] => {
      const { tracker } = new Observer({ ...GOOD, ...options }, new HandClock(), []).tracker;
      return [tracker.restartAfterStall, tracker.pinGeneration, tracker.originTakeover, tracker.lastWords, tracker.capacity];
    };
    expect(rules({})).toEqual(['attested', true, true, true, 256]);
    const off = { restartAfterStall: 'never', pinGeneration: false, originTakeover: false, lastWords: false, capacity: 3 } as const;
    expect(rules(off)).toEqual(['never', false, false, false, 3]);
    const undefinedOnes = Object.fromEntries(Object.keys(off).map((name) => [name, undefined]));
    expect(rules(undefinedOnes)).toEqual(['attested', true, true, true, 256]);
  });

  it('hands the key of the index on', () => {
    const observer = new Observer({ ...GOOD, indexKey: 77n }, new HandClock(), []);
    expect(observer.tracker.homeCell(7)).toBe(new PidIndex(256, 77n).homeOf(7));
  });

  it.each([
    [10_000_000n, 200],
    [10_000_001n, 200],
    [19_999_999n, 101],
    [20_000_000n, 100],
    [1_999_999_999n, 2],
    [2_000_000_000n, 1],
    [2n ** 64n - 1n, 1],
  ])('wants a threshold of %i ns to be beaten within: at least %i beats a second a pid', (thresholdNs, least) => {
    const resolve = (options: Partial<ObserverOptions>): number => resolveObserverOptions({ thresholdNs, ...options }).perPidRate;
    expect(resolve({})).toBe(Math.max(100, least));
    expect(resolve({ allowTightRate: true })).toBe(100);
    expect([resolve({ perPidRate: least }), resolve({ perPidRate: 0 })]).toEqual([least, 0]);
    if (least === 1) return;
    expect(resolve({ perPidRate: least - 1, allowTightRate: true })).toBe(least - 1);
    const error = thrown(() => resolve({ perPidRate: least - 1 }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      `Cannot create Observer: perPidRate must be 0 or at least ${least}, so that two accepted beats lie within the threshold of ${thresholdNs} ns, got ${least - 1}`,
    );
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
    [{ ...GOOD, maxStepNs: 0n }, RangeError, 'maxStepNs must be at least 1n, got 0n'],
    [{ ...GOOD, maxStepNs: 2n ** 64n }, RangeError, `maxStepNs ${U64}, got 18446744073709551616n`],
    [{ ...GOOD, maxStepNs: null }, TypeError, `maxStepNs ${U64}, got null`],
    [{ ...GOOD, catchUpNs: -1n }, RangeError, `catchUpNs ${U64}, got -1n`],
    [{ ...GOOD, catchUpNs: 1 }, TypeError, `catchUpNs ${U64}, got 1`],
    [{ ...GOOD, allowTightRate: 0 }, TypeError, 'allowTightRate must be true or false, got 0'],
    [{ tresholdNs: 5n }, TypeError, 'there is no option "tresholdNs"; did you mean "thresholdNs"?'],
    [{ ...GOOD, perPidRates: 5 }, TypeError, 'there is no option "perPidRates"; did you mean "perPidRate"?'],
    [null, TypeError, 'options must be an object, got null'],
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

  it.each<readonly [clock: unknown, listeners: unknown, rule: string]>([
    [null, [], 'clock must have a method now(), got null'],
    [{ now: 7n }, [], 'clock must have a method now(), got [object Object]'],
    [new HandClock(), undefined, 'listeners must be an array of objects with a method receive(), got undefined'],
    [new HandClock(), [null], 'listeners must be an array of objects with a method receive(), got '],
    [new HandClock(), { receive: () => null }, 'listeners must be an array of objects with a method receive(), got [object Object]'],
  ])('refuses another clock, or other listeners: %#', (clock, listeners, rule) => {
    const error = thrown(() => new Observer(GOOD, clock as HandClock, listeners as []));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`Cannot create Observer: ${rule}`);
  });

  it('lists every option where none is close to what was given', () => {
    const error = thrown(() => new Observer({ ...GOOD, speed: 5 } as ObserverOptions, new HandClock(), []));
    expect(error.message).toBe(
      'Cannot create Observer: there is no option "speed"; the options are thresholdNs, drainIntervalNs, maxStepNs, catchUpNs, perPidRate, ' +
        'allowTightRate, globalRate, globalBurst, pidMax, nsInode, allowCrossNamespace, capacity, evictionPolicy, evictionScanWindow, ' +
        'restartAfterStall, pinGeneration, originTakeover, lastWords, indexKey',
    );
  });

  it("leaves the tracker's options to the tracker", () => {
    const error = thrown(() => new Observer({ ...GOOD, capacity: 1.5 }, new HandClock(), []));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('Cannot create Tracker: capacity must be an integer of at least 0, got 1.5');
  });
});
