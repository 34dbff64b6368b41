import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { drainPids, fullTracker, record, THRESHOLD_NS } from '../support/tracker-fixture.ts';

describe('Tracker.drainStalledSlots()', () => {
  it('hands out a slot silent for exactly the threshold, and none a nanosecond younger', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 50);
    expect(drainPids(tracker, 149)).toEqual([]);
    expect(drainPids(tracker, 150)).toEqual([7]);
  });

  it('hands out each silence once', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 0);
    expect(drainPids(tracker, 100)).toEqual([7]);
    expect(drainPids(tracker, 100_000)).toEqual([]);
    record(tracker, 7, 2, 100_000);
    expect(drainPids(tracker, 100_099)).toEqual([]);
    expect(drainPids(tracker, 100_100)).toEqual([7]);
  });

  it('does not begin a new silence with a refused beat', () => {
    const tracker = new Tracker();
    record(tracker, 7, 5, 0);
    expect(drainPids(tracker, 100)).toEqual([7]);
    record(tracker, 7, 5, 200);
    record(tracker, 7, 6, 200, 'network-unverified');
    expect(drainPids(tracker, 400)).toEqual([]);
  });

  it('goes in slot order, whatever the times', () => {
    const tracker = new Tracker();
    for (const [pid, nowNs] of [
      [9, 30],
      [4, 10],
      [6, 20],
    ])
      record(tracker, pid, 1, nowNs);
    expect(drainPids(tracker, 1000)).toEqual([9, 4, 6]);
  });

  it('tells pid, nonce, time, origin and namespace of the last accepted beat', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 0, 'operator-attested', null);
    record(tracker, 7, 3, 40, 'operator-attested', 8n);
    record(tracker, 7, 2, 90, 'operator-attested', 8n);
    const seen: unknown[] = [];
    tracker.drainStalledSlots(140n, THRESHOLD_NS, (...stall) => seen.push(stall));
    expect(seen).toEqual([[7, 3n, 40n, 'operator-attested', 8n]]);
  });

  it('tells the origin that each slot pinned [seed: drain_stalled_slots_emits_pinned_origin]', () => {
    const tracker = new Tracker({ capacity: 4 });
    expect(record(tracker, 11, 1, 0, 'kernel-attested')).toBe('inserted');
    expect(record(tracker, 22, 1, 0, 'network-unverified')).toBe('inserted');
    const seen: unknown[] = [];
    tracker.drainStalledSlots(2n * THRESHOLD_NS, THRESHOLD_NS, (pid, _nonce, _lastNs, origin, nsInode) =>
      seen.push([pid, origin, nsInode]),
    );
    expect(seen).toEqual([
      [11, 'kernel-attested', null],
      [22, 'network-unverified', null],
    ]);
  });

  it('counts a beat from the future as no silence, unless the threshold is 0', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 500);
    expect(drainPids(tracker, 400)).toEqual([]);
    expect(drainPids(tracker, 0, 0n)).toEqual([7]);
  });

  it('works at the ends of time', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 0);
    record(tracker, 8, 1, 1);
    expect(drainPids(tracker, U64_MAX - 1n, U64_MAX)).toEqual([]);
    expect(drainPids(tracker, U64_MAX, U64_MAX)).toEqual([7]);
    expect(drainPids(tracker, U64_MAX, U64_MAX - 1n)).toEqual([8]);
  });

  it('leaves the slots behind a visitor that throws for the next drain', () => {
    const { tracker, view } = fullTracker({ capacity: 3 });
    let calls = 0;
    const visit = (): void => {
      if (++calls === 2) throw new Error('enough');
    };
    expect(() => tracker.drainStalledSlots(100n, THRESHOLD_NS, visit)).toThrow('enough');
    expect(view.stallCount).toBe(2);
    expect(drainPids(tracker, 100)).toEqual([3]);
  });
});

describe('TrackerView.stallCount', () => {
  it('falls when a stalled pid beats again [seed: stall_counter_decrements_on_refresh]', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    expect(record(tracker, 1, 1, 0)).toBe('inserted');
    expect(drainPids(tracker, 200)).toEqual([1]);
    expect(view.stallCount).toBe(1);
    expect(record(tracker, 1, 2, 300)).toBe('refreshed');
    expect(view.stallCount).toBe(0);
  });

  it('is what opens the search for a victim, and falls by one when it is found [seed: stall_counter_enables_eviction_after_drain]', () => {
    const { tracker, view } = fullTracker({ capacity: 8 });
    expect(drainPids(tracker, 2000)).toHaveLength(8);
    expect(view.stallCount).toBe(8);
    expect(record(tracker, 9999, 1, 2000)).toBe('inserted');
    expect(view.stallCount).toBe(7);
  });
});
