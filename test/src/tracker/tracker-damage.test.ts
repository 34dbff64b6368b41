import { describe, expect, it } from 'vitest';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { TRACKER_COUNTER_NAMES } from '../../../src/tracker/counters.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { countersOf, drainPids, fullTracker, record, slotsOf } from '../support/tracker-fixture.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

describe('Tracker, damaged on purpose,', () => {
  it('forgets an index entry that points outside the table, counts it, and takes the pid next time', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    record(tracker, 1, 1, 0);
    trackerInternals(tracker).index.insert(77, 1);
    expect(record(tracker, 77, 1, 5)).toBe('capacity-exceeded');
    expect(slotsOf(view)).toHaveLength(1);
    expect(countersOf(view)).toMatchObject({ invariantViolations: 1n, capacityExceeded: 1n });
    expect(record(tracker, 77, 1, 6)).toBe('inserted');
    expect(tracker.takeInvariantViolations()).toBe(1n);
    expect(tracker.takeInvariantViolations()).toBe(0n);
  });

  it('looks up a pid with such an entry as one that is not tracked', () => {
    const tracker = new Tracker({ capacity: 4 });
    record(tracker, 1, 1, 0);
    trackerInternals(tracker).index.insert(77, 3);
    expect([tracker.slotOf(77), tracker.lastNsOf(77), tracker.originOf(77), tracker.pidNsInodeOf(77)]).toEqual([
      -1,
      undefined,
      undefined,
      undefined,
    ]);
    trackerInternals(tracker).state.length = 0;
    expect([trackerInternals(tracker).state.length, tracker.slotOf(1)]).toEqual([0, -1]);
    expect(record(tracker, 1, 2, 5)).toBe('capacity-exceeded');
    expect(tracker.takeInvariantViolations()).toBe(1n);
  });

  it('counts a victim that cannot go back into the index: D2', () => {
    const tracker = new Tracker({ capacity: 256 });
    const view = new TrackerView(tracker);
    const [newcomer, stranger, ...crowd] = pidsWithHome(100, 512, 66);
    for (const pid of crowd) record(tracker, pid, 1, 0);
    // Far from the crowd, so that none of them meets its full path.
    for (let home = 280; view.length < 256; home++) record(tracker, pidsWithHome(home, 512, 1)[0], 1, 0);
    for (const { pid } of slotsOf(view).slice(0, 64)) record(tracker, pid, 2, 5000);
    drainPids(tracker, 5000);
    // Slot 64 now claims a pid that is not in the index and finds no cell there.
    trackerInternals(tracker).slots.pids[64] = stranger;
    expect(record(tracker, newcomer, 1, 5000)).toBe('capacity-exceeded');
    expect(countersOf(view)).toMatchObject({ invariantViolations: 1n, capacityExceeded: 1n, evictions: 0n, probeExhausted: 2n });
    expect([view.pid(64), view.stallEmitted(64)]).toEqual([stranger, true]);
  });

  it('begins at its cursor modulo the length when the cursor stands beyond it', () => {
    const { tracker, view } = fullTracker({ capacity: 4 });
    drainPids(tracker, 100);
    trackerInternals(tracker).state.cursor = 4 * 1000 + 2;
    expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    expect([view.pid(2), view.cursor]).toEqual([99, 3]);
  });

  it('does not count stalls below 0', () => {
    const { tracker, view } = fullTracker({ capacity: 2 });
    drainPids(tracker, 100);
    trackerInternals(tracker).state.stallCount = 0;
    expect(record(tracker, 1, 2, 200)).toBe('refreshed');
    expect([view.stallCount, view.stallEmitted(0)]).toEqual([0, false]);
  });

  it('hands out whatever pid it was told was evicted last', () => {
    const tracker = new Tracker();
    trackerInternals(tracker).state.lastEvictedPid = 12;
    expect(trackerInternals(tracker).state.lastEvictedPid).toBe(12);
    expect(tracker.takeEvictedPid()).toBe(12);
  });

  it('keeps counters at 2^64 - 1', () => {
    const { tracker, view } = fullTracker({ capacity: 2, restartAfterStall: 'always', originTakeover: true });
    const { counters, index, state } = trackerInternals(tracker);
    counters.fill(U64_MAX);
    index.cells.exhausted[0] = U64_MAX;
    record(tracker, 1, U64_MAX, 0);
    expect(record(tracker, 1, 0, 0)).toBe('refreshed');
    expect(record(tracker, 1, 1, 0, 'network-unverified')).toBe('origin-conflict');
    record(tracker, 1, 1, 0, 'kernel-attested', 5n);
    expect(record(tracker, 1, 2, 0, 'kernel-attested', 6n)).toBe('namespace-conflict');
    expect(record(tracker, 99, 1, 0)).toBe('capacity-exceeded');
    drainPids(tracker, 100);
    expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    state.length = 1;
    expect(record(tracker, 2, 9, 0)).toBe('capacity-exceeded');
    state.length = 2;
    drainPids(tracker, 10_000);
    expect(record(tracker, 2, 0, 10_000, 'network-unverified')).toBe('inserted');
    expect(record(tracker, 2, 0, 10_000)).toBe('restarted');
    drainPids(tracker, 20_000);
    expect(record(tracker, 2, 0, 20_000)).toBe('restarted');
    for (const name of TRACKER_COUNTER_NAMES) expect([name, view.counter(name)]).toEqual([name, U64_MAX]);
    expect([
      tracker.takeRestarts(),
      tracker.takeOriginTakeovers(),
      tracker.takeEvictions(),
      tracker.takeNonceWraps(),
      tracker.takeCapacityExceeded(),
      tracker.takeOriginConflicts(),
      tracker.takeNamespaceConflicts(),
      tracker.takeEvictionScanTruncated(),
      tracker.takeInvariantViolations(),
      tracker.takeProbeExhausted(),
    ]).toEqual(Array.from({ length: 10 }, () => U64_MAX));
    for (const name of TRACKER_COUNTER_NAMES) expect(view.counter(name)).toBe(0n);
  });
});
