import { describe, expect, it } from 'vitest';
import { MAX_CAPACITY } from '../../../src/tracker/tracker-options.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { NO_VICTIM, scanWindow } from '../../../src/tracker/eviction.ts';
import { trackerInternals } from '../../../src/tracker/tracker.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { beat, drainPids, fullTracker, record, slotsOf, THRESHOLD_NS } from '../support/tracker-fixture.ts';

describe('Tracker.record() of a new pid at capacity, strict,', () => {
  it('reads no slot while no stall was handed out [seed: find_evictable_slot_returns_none_when_no_stalls_emitted]', () => {
    const { tracker, view } = fullTracker({ capacity: 64 });
    expect(tracker.length).toBe(64);
    expect(view.stallCount).toBe(0);
    expect(record(tracker, 99_999, 1, 10_000)).toBe('capacity-exceeded');
    expect(view.cursor).toBe(0);
    expect([view.stalledPassSlots, view.anyPassSlots]).toEqual([0, 0]);
  });

  it('counts the search that it skipped as a search without a find [seed: scan_truncated_counter_increments_on_dry_scan]', () => {
    const { tracker } = fullTracker({ capacity: 32 });
    expect(record(tracker, 99_999, 1, 10_000)).toBe('capacity-exceeded');
    expect(tracker.takeEvictionScanTruncated()).toBe(1n);
    expect(tracker.takeEvictionScanTruncated()).toBe(0n);
  });

  it('reads one window at most [seed: find_evictable_slot_scan_is_bounded_to_window]', () => {
    const { tracker, view } = fullTracker({ capacity: MAX_CAPACITY });
    drainPids(tracker, 900);
    expect(view.stallCount).toBe(MAX_CAPACITY);
    // Stalled, but not silent for long enough: the whole window is read in vain.
    expect(record(tracker, 50_001, 1, 1000)).toBe('capacity-exceeded');
    expect(view.stalledPassSlots).toBe(tracker.evictionScanWindow);
    expect(view.cursor).toBe(tracker.evictionScanWindow);
    expect(record(tracker, 50_001, 1, 2000)).toBe('inserted');
    expect(view.cursor).toBe(tracker.evictionScanWindow + 1);
  });

  it('reads the window that it was given, not the default [seed: eviction_scan_window_is_plumbed_through]', () => {
    const { tracker, view } = fullTracker({ capacity: 16, evictionScanWindow: 4 });
    expect(tracker.evictionScanWindow).toBe(4);
    drainPids(tracker, 900);
    expect(view.stallCount).toBe(16);
    record(tracker, 9999, 1, 1000);
    expect(view.cursor).toBe(4);
    expect(view.stalledPassSlots).toBe(4);
    record(tracker, 9999, 1, 2000);
    expect(view.cursor).toBe(5);
    expect(view.stalledPassSlots).toBe(1);
  });

  it('moves its cursor around the table and never beyond it [seed: scan_window_cursor_wraps_correctly]', () => {
    const { tracker, view } = fullTracker({ capacity: 4, evictionScanWindow: 3 });
    drainPids(tracker, 100);
    const cursors: number[] = [];
    for (let turn = 0; turn < 10; turn++) {
      expect(scanWindow(trackerInternals(tracker).slots, 4, view.cursor, 3, 50n, 100_000n, true)).toBe(NO_VICTIM);
      expect(record(tracker, 99, 1, 500)).toBe('capacity-exceeded');
      cursors.push(view.cursor);
    }
    expect(cursors).toEqual([3, 2, 1, 0, 3, 2, 1, 0, 3, 2]);
  });

  it('covers the whole table in consecutive windows', () => {
    const { tracker, view } = fullTracker({ capacity: 10, evictionScanWindow: 4 });
    for (let pid = 1; pid <= 9; pid++) record(tracker, pid, 2, 1500);
    drainPids(tracker, 1600);
    expect(view.stallCount).toBe(10);
    expect([1, 2, 3].map(() => record(tracker, 99, 1, 1700))).toEqual(['capacity-exceeded', 'capacity-exceeded', 'inserted']);
    expect(view.pid(9)).toBe(99);
    expect(view.cursor).toBe(0);
  });

  it('evicts at a silence of ten thresholds and one nanosecond, not at ten', () => {
    const { tracker } = fullTracker({ capacity: 1 });
    drainPids(tracker, 100);
    expect(record(tracker, 99, 1, 1000)).toBe('capacity-exceeded');
    expect(record(tracker, 99, 1, 1001)).toBe('inserted');
  });

  it('never evicts where ten thresholds exceed u64: no silence is longer', () => {
    const { tracker } = fullTracker({ capacity: 1 });
    tracker.drainStalledSlots(U64_MAX, 0n, () => {});
    for (const thresholdNs of [U64_MAX, U64_MAX / 10n + 1n]) {
      expect(tracker.record(beat(99, 1), U64_MAX, thresholdNs, 'kernel-attested', null)).toBe('capacity-exceeded');
    }
    expect(tracker.record(beat(99, 1), U64_MAX, U64_MAX / 10n, 'kernel-attested', null)).toBe('inserted');
  });

  it('spares a slot whose stall was not handed out, however silent', () => {
    const { tracker, view } = fullTracker({ capacity: 2 });
    drainPids(tracker, 100);
    record(tracker, 1, 2, 101);
    expect(record(tracker, 99, 1, 1_000_000)).toBe('inserted');
    expect(slotsOf(view).map(({ pid }) => pid)).toEqual([1, 99]);
    expect(record(tracker, 98, 1, 1_000_000)).toBe('capacity-exceeded');
  });

  it('forgets all of the victim and remembers its pid until asked', () => {
    const { tracker, view } = fullTracker({ capacity: 2 });
    record(tracker, 1, 2, 0, 'kernel-attested', 5n);
    drainPids(tracker, 100);
    expect(tracker.record(beat(99, 7, 'critical'), 5000n, THRESHOLD_NS, 'socket-mode-only', null)).toBe('inserted');
    expect(slotsOf(view)[0]).toEqual({
      pid: 99,
      nonce: 7n,
      lastNs: 5000n,
      status: 'critical',
      origin: 'socket-mode-only',
      nsInode: null,
      stalled: false,
      terminal: false,
      generation: null,
    });
    expect([tracker.slotOf(1), tracker.slotOf(99), tracker.length]).toEqual([-1, 0, 2]);
    expect(view.lastEvictedPid).toBe(1);
    expect(tracker.takeEvictions()).toBe(1n);
    expect(tracker.takeEvictions()).toBe(0n);
    expect(tracker.takeEvictedPid()).toBe(1);
    expect(tracker.takeEvictedPid()).toBeNull();
  });

  it("forgets the victim's generation and last word too", () => {
    const tracker = new Tracker({ capacity: 1, pinGeneration: true, lastWords: true });
    const view = new TrackerView(tracker);
    tracker.record(beat(1, U64_MAX, 'critical'), 0n, THRESHOLD_NS, 'kernel-attested', null, 9n);
    drainPids(tracker, 100);
    expect(record(tracker, 2, 1, 5000)).toBe('inserted');
    expect(slotsOf(view)).toMatchObject([{ pid: 2, nonce: 1n, terminal: false, generation: null }]);
  });

  it('keeps only the last evicted pid between takes', () => {
    const { tracker } = fullTracker({ capacity: 2 });
    drainPids(tracker, 100);
    record(tracker, 98, 1, 5000);
    record(tracker, 99, 1, 5000);
    expect(tracker.takeEvictedPid()).toBe(2);
    expect(tracker.takeEvictions()).toBe(2n);
  });
});

describe('Tracker.record() of a new pid at capacity, balanced,', () => {
  it('evicts a silent slot whose stall was never handed out', () => {
    const { tracker, view } = fullTracker({ capacity: 2, evictionPolicy: 'balanced' });
    expect(record(tracker, 99, 1, 1000)).toBe('capacity-exceeded');
    expect(view.anyPassSlots).toBe(2);
    expect(record(tracker, 99, 1, 1001)).toBe('inserted');
    expect([view.stalledPassSlots, view.anyPassSlots]).toEqual([0, 1]);
  });

  it('prefers a slot whose stall was handed out', () => {
    const { tracker, view } = fullTracker({ capacity: 3, evictionPolicy: 'balanced' });
    for (const pid of [1, 2]) record(tracker, pid, 2, 1);
    drainPids(tracker, 100);
    expect(view.stallEmitted(2)).toBe(true);
    expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    expect(view.pid(2)).toBe(99);
    expect([view.stalledPassSlots, view.anyPassSlots]).toEqual([3, 0]);
  });

  it('reads two windows, the second from where the first ended', () => {
    const { tracker, view } = fullTracker({ capacity: 10, evictionPolicy: 'balanced', evictionScanWindow: 4 });
    for (let pid = 1; pid <= 10; pid++) if (pid !== 10) record(tracker, pid, 2, 1);
    drainPids(tracker, 100);
    expect(view.stallCount).toBe(1);
    expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    expect(view.pid(4)).toBe(99);
    expect([view.stalledPassSlots, view.anyPassSlots, view.cursor]).toEqual([4, 1, 5]);
  });

  it('takes the first that qualifies, not the one silent longest', () => {
    const { tracker, view } = fullTracker({ capacity: 2, evictionPolicy: 'balanced' });
    record(tracker, 1, 2, 50);
    expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    expect(view.pid(0)).toBe(99);
  });

  it('has refused no pid for its index after thousands of them [seed: record_probe_exhaustion_surfaces_capacity_exceeded]', () => {
    const tracker = new Tracker({ capacity: 32, evictionPolicy: 'balanced' });
    for (let pid = 1; pid <= 4096; pid++) record(tracker, pid, 1, pid);
    expect(tracker.takeProbeExhausted()).toBe(0n);
    expect(tracker.takeEvictions()).toBeGreaterThan(0n);
  });
});
