import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPACITY, MAX_CAPACITY, RESTART_POLICIES, type TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import { NONCE_WRAP_THRESHOLD } from '../../../src/tracker/known-pid.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { record } from '../support/tracker-fixture.ts';
import { thrown } from '../support/thrown.ts';

describe('new Tracker()', () => {
  it('has the published numbers', () => {
    expect([DEFAULT_CAPACITY, MAX_CAPACITY, NONCE_WRAP_THRESHOLD]).toEqual([256, 4096, 2n ** 20n]);
  });

  it('without options is strict, with 256 slots and a window of 256', () => {
    const { capacity, evictionPolicy, evictionScanWindow, length } = new Tracker();
    expect({ capacity, evictionPolicy, evictionScanWindow, length }).toEqual({
      capacity: 256,
      evictionPolicy: 'strict',
      evictionScanWindow: 256,
      length: 0,
    });
  });

  it('without options does as the published one: no restarts, no generations, no takeover, no last words', () => {
    const { restartAfterStall, pinGeneration, originTakeover, lastWords } = new Tracker({});
    expect([restartAfterStall, pinGeneration, originTakeover, lastWords]).toEqual(['never', false, false, false]);
    expect(RESTART_POLICIES).toEqual(['never', 'attested', 'always']);
  });

  it('shows the options that it goes by, but for the secret one', () => {
    const tracker = new Tracker({ restartAfterStall: 'always', pinGeneration: true, originTakeover: true, lastWords: true, indexKey: 77n });
    expect(Object.fromEntries(Object.entries(tracker))).toEqual({
      capacity: 256,
      evictionPolicy: 'strict',
      evictionScanWindow: 256,
      restartAfterStall: 'always',
      pinGeneration: true,
      originTakeover: true,
      lastWords: true,
    });
  });

  it.each([
    [{ capacity: 4097 }, 4096, 256],
    [{ capacity: Number.MAX_SAFE_INTEGER }, 4096, 256],
    [{ capacity: 0 }, 0, 256],
    [{ evictionScanWindow: 0 }, 256, 1],
    [{ evictionScanWindow: 1 }, 256, 1],
    [{ evictionScanWindow: 4096 }, 256, 4096],
    [{ evictionScanWindow: 4097 }, 256, 4096],
  ])('brings %o into range', (options, capacity, window) => {
    const tracker = new Tracker(options);
    expect([tracker.capacity, tracker.evictionScanWindow]).toEqual([capacity, window]);
  });

  it('with capacity 0 refuses every pid, under both policies', () => {
    for (const evictionPolicy of ['strict', 'balanced'] as const) {
      const tracker = new Tracker({ capacity: 0, evictionPolicy });
      expect(record(tracker, 7, 1, 0)).toBe('capacity-exceeded');
      expect(record(tracker, 7, 2, 10 ** 9)).toBe('capacity-exceeded');
      expect([tracker.length, tracker.takeCapacityExceeded(), tracker.takeEvictionScanTruncated()]).toEqual([0, 2n, 2n]);
    }
  });

  it.each([
    [{ capacity: 1.5 }, RangeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got 1.5'],
    [{ capacity: -1 }, RangeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got -1'],
    [{ capacity: Number.NaN }, RangeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got NaN'],
    [{ capacity: Number.POSITIVE_INFINITY }, RangeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got Infinity'],
    [{ capacity: '4' }, TypeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got "4"'],
    [{ capacity: 4n }, TypeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got 4n'],
    [{ capacity: null }, TypeError, 'Cannot create Tracker: capacity must be an integer of at least 0, got null'],
    [{ evictionScanWindow: -1 }, RangeError, 'Cannot create Tracker: evictionScanWindow must be an integer of at least 0, got -1'],
    [{ evictionScanWindow: 0.5 }, RangeError, 'Cannot create Tracker: evictionScanWindow must be an integer of at least 0, got 0.5'],
    [{ evictionScanWindow: '1' }, TypeError, 'Cannot create Tracker: evictionScanWindow must be an integer of at least 0, got "1"'],
    [{ evictionPolicy: 'lenient' }, RangeError, 'Cannot create Tracker: evictionPolicy must be one of strict, balanced, got "lenient"'],
    [{ restartAfterStall: true }, TypeError, 'Cannot create Tracker: restartAfterStall must be one of never, attested, always, got true'],
    [{ restartAfterStall: 'no' }, RangeError, 'Cannot create Tracker: restartAfterStall must be one of never, attested, always, got "no"'],
    [{ pinGeneration: 1 }, TypeError, 'Cannot create Tracker: pinGeneration must be true or false, got 1'],
    [{ originTakeover: 'yes' }, TypeError, 'Cannot create Tracker: originTakeover must be true or false, got "yes"'],
    [{ lastWords: null }, TypeError, 'Cannot create Tracker: lastWords must be true or false, got null'],
    [{ indexKey: 5 }, TypeError, 'Cannot create Tracker: indexKey must be a bigint from 0 to 2^64 - 1, got 5'],
    [{ indexKey: 2n ** 64n }, RangeError, 'Cannot create Tracker: indexKey must be a bigint from 0 to 2^64 - 1, got 18446744073709551616n'],
    [{ capcity: 5 }, TypeError, 'Cannot create Tracker: there is no option "capcity"; did you mean "capacity"?'],
    [{ thresholdNs: 5n }, TypeError, 'Cannot create Tracker: there is no option "thresholdNs"; the options are capacity, evictionPolicy, '],
    [null, TypeError, 'Cannot create Tracker: options must be an object, got null'],
    [{ evictionPolicy: 1 }, TypeError, 'Cannot create Tracker: evictionPolicy must be one of strict, balanced, got 1'],
  ])('refuses %o', (options, kind, message) => {
    const error = thrown(() => new Tracker(options as TrackerOptions));
    expect(error).toBeInstanceOf(kind);
    expect(error.message.slice(0, message.length)).toBe(message);
  });
});
