import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_EVICTION_SCAN_WINDOW,
  EVICTION_MULTIPLIER,
  MAX_EVICTION_SCAN_WINDOW,
  MIN_EVICTION_SCAN_WINDOW,
  NO_VICTIM,
  scanWindow,
} from '../../../src/tracker/eviction.ts';
import { createSlotTable, type SlotTable } from '../../../src/tracker/slot-table.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

function slotsWith(rows: readonly (readonly [lastBeatNs: bigint, stalled: boolean])[]): SlotTable {
  const slots = createSlotTable(rows.length);
  rows.forEach(([lastBeatNs, stalled], slot) => {
    slots.lastBeatNs[slot] = lastBeatNs;
    slots.stallEmitted[slot] = stalled ? 1 : 0;
  });
  return slots;
}

describe('the numbers of eviction', () => {
  it('are the published ones', () => {
    expect(EVICTION_MULTIPLIER).toBe(10n);
    expect([MIN_EVICTION_SCAN_WINDOW, DEFAULT_EVICTION_SCAN_WINDOW, MAX_EVICTION_SCAN_WINDOW]).toEqual([1, 256, 4096]);
  });
});

describe('scanWindow()', () => {
  it('passes over a slot silent for exactly ten thresholds, and takes one silent for a nanosecond more', () => {
    const slots = slotsWith([[50n, true]]);
    expect(scanWindow(slots, 1, 0, 1, 1050n, 100n, true)).toBe(NO_VICTIM);
    expect(scanWindow(slots, 1, 0, 1, 1051n, 100n, true)).toBe(0);
  });

  it('asks for a handed-out stall only when told to', () => {
    const slots = slotsWith([
      [0n, false],
      [0n, true],
    ]);
    expect(scanWindow(slots, 2, 0, 2, 2000n, 100n, true)).toBe(1);
    expect(scanWindow(slots, 2, 0, 2, 2000n, 100n, false)).toBe(0);
  });

  it('takes the first that qualifies from the start on, not the one silent longest', () => {
    const slots = slotsWith([
      [0n, true],
      [500n, true],
      [400n, true],
    ]);
    expect(scanWindow(slots, 3, 1, 3, 5000n, 100n, true)).toBe(1);
  });

  it('goes on at slot 0 behind the last one, and stops at the end of its window', () => {
    const slots = slotsWith([
      [0n, true],
      [9999n, true],
      [9999n, true],
      [9999n, true],
    ]);
    expect(scanWindow(slots, 4, 2, 3, 10_000n, 100n, true)).toBe(0);
    expect(scanWindow(slots, 4, 2, 2, 10_000n, 100n, true)).toBe(NO_VICTIM);
  });

  it.each([
    [(2n ** 64n - 1n) / 10n, 0],
    [(2n ** 64n - 1n) / 10n + 1n, NO_VICTIM],
    [2n ** 64n - 1n, NO_VICTIM],
  ])('at the end of u64, with a threshold of %i, answers %i for a slot that never beat since 0', (thresholdNs, victim) => {
    expect(scanWindow(slotsWith([[0n, true]]), 1, 0, 1, 2n ** 64n - 1n, thresholdNs, true)).toBe(victim);
  });

  it('counts a beat from the future as no silence', () => {
    expect(scanWindow(slotsWith([[500n, true]]), 1, 0, 1, 400n, 0n, true)).toBe(NO_VICTIM);
  });

  it('finds what a plain search with wide arithmetic finds', () => {
    const row = fc.tuple(fc.oneof(anyU64, fc.bigInt({ min: 0n, max: 300n })), fc.boolean());
    const time = fc.oneof(anyU64, fc.bigInt({ min: 0n, max: 400n }));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20, size: 'max' }),
        fc.nat(),
        fc.nat(),
        time,
        fc.oneof(anyU64, fc.bigInt({ min: 0n, max: 40n })),
        fc.boolean(),
        (rows, someStart, someWindow, nowNs, thresholdNs, stalledOnly) => {
          const start = someStart % rows.length;
          const window = 1 + (someWindow % rows.length);
          const order = rows.map((_, nth) => (start + nth) % rows.length).slice(0, window);
          const expected = order.find((slot) => nowNs - rows[slot][0] > 10n * thresholdNs && (!stalledOnly || rows[slot][1])) ?? NO_VICTIM;
          expect(scanWindow(slotsWith(rows), rows.length, start, window, nowNs, thresholdNs, stalledOnly)).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
