import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPACITY, MAX_CAPACITY, type TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import { NONCE_WRAP_THRESHOLD, Tracker } from '../../../src/tracker/tracker.ts';
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
    [{ evictionPolicy: 1 }, TypeError, 'Cannot create Tracker: evictionPolicy must be one of strict, balanced, got 1'],
  ])('refuses %o', (options, kind, message) => {
    const error = thrown(() => new Tracker(options as TrackerOptions));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(message);
  });
});
