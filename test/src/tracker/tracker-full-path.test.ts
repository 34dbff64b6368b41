import { describe, expect, it } from 'vitest';
import { PROBE_BUDGET } from '../../../src/tracker/pid-index.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { indexFault } from '../support/index-fault.ts';
import { countersOf, drainPids, record, slotsOf } from '../support/tracker-fixture.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

const CELLS = 512;

/**
 * A full tracker of 256 slots: slots 0 to 63 hold pids of one home, 64 to 127 pids of another, the rest lone ones;
 * and `newcomer`, a pid whose whole path is live.
 */
function crowdedTracker(): { tracker: Tracker; view: TrackerView; crowd: number[]; newcomer: number } {
  const tracker = new Tracker({ capacity: 256 });
  const [newcomer, ...crowd] = pidsWithHome(100, CELLS, 65);
  const lone = Array.from({ length: 128 }, (_, nth) => pidsWithHome(280 + nth, CELLS, 70)[66]);
  for (const pid of [...crowd, ...pidsWithHome(200, CELLS, 64), ...lone]) expect(record(tracker, pid, 1, 0)).toBe('inserted');
  return { tracker, view: new TrackerView(tracker), crowd, newcomer };
}

describe('Tracker.record() of a new pid whose path in the index is full', () => {
  it('refuses it below capacity and changes nothing but counters', () => {
    const tracker = new Tracker({ capacity: 256 });
    const view = new TrackerView(tracker);
    const [newcomer, ...crowd] = pidsWithHome(100, CELLS, 65);
    for (const pid of crowd) expect(record(tracker, pid, 1, 0)).toBe('inserted');
    const before = slotsOf(view);
    expect(record(tracker, newcomer, 1, 5)).toBe('capacity-exceeded');
    expect(slotsOf(view)).toEqual(before);
    expect(countersOf(view)).toMatchObject({ capacityExceeded: 1n, probeExhausted: 1n, evictionScanTruncated: 0n });
    expect(tracker.takeProbeExhausted()).toBe(1n);
    expect(tracker.takeProbeExhausted()).toBe(0n);
  });

  it('takes the eviction back: slots, index, stall count and last evicted pid are as before', () => {
    const { tracker, view, crowd, newcomer } = crowdedTracker();
    for (const pid of crowd) record(tracker, pid, 2, 5000);
    drainPids(tracker, 5000);
    expect(view.stallCount).toBe(192);
    const before = slotsOf(view);
    expect(record(tracker, newcomer, 1, 5000)).toBe('capacity-exceeded');
    expect(slotsOf(view)).toEqual(before);
    expect(before.every(({ pid }, slot) => tracker.slotOf(pid) === slot)).toBe(true);
    expect(tracker.slotOf(newcomer)).toBe(-1);
    expect([view.stallCount, view.lastEvictedPid, view.cursor]).toEqual([192, null, 65]);
    expect(countersOf(view)).toEqual({
      evictions: 0n,
      nonceWraps: 0n,
      capacityExceeded: 1n,
      originConflicts: 0n,
      namespaceConflicts: 0n,
      evictionScanTruncated: 0n,
      invariantViolations: 0n,
      probeExhausted: 1n,
      restarts: 0n,
      originTakeovers: 0n,
    });
    expect(indexFault(trackerInternals(tracker).index)).toBeNull();
  });

  it('takes it back a thousand times over without wear', () => {
    const { tracker, view, crowd, newcomer } = crowdedTracker();
    for (const pid of crowd) record(tracker, pid, 2, 5000);
    drainPids(tracker, 5000);
    const before = slotsOf(view);
    for (let turn = 0; turn < 1000; turn++) expect(record(tracker, newcomer, 1, 5000)).toBe('capacity-exceeded');
    expect(slotsOf(view)).toEqual(before);
    expect(before.every(({ pid }, slot) => tracker.slotOf(pid) === slot)).toBe(true);
    expect(countersOf(view)).toMatchObject({ evictions: 0n, invariantViolations: 0n, probeExhausted: 1000n });
    expect(indexFault(trackerInternals(tracker).index)).toBeNull();
  });

  it('evicts for it when the victim leaves a cell on the path', () => {
    const { tracker, view, crowd, newcomer } = crowdedTracker();
    drainPids(tracker, 5000);
    expect(record(tracker, newcomer, 1, 5000)).toBe('inserted');
    expect([view.lastEvictedPid, view.pid(0), tracker.slotOf(crowd[0])]).toEqual([crowd[0], newcomer, -1]);
  });

  it('reads four probe paths at most', () => {
    const { tracker, view, newcomer } = crowdedTracker();
    // The victim is the last of the second crowd, as far from its home as can be.
    for (const { pid } of slotsOf(view).slice(0, 127)) record(tracker, pid, 2, 5000);
    drainPids(tracker, 5000);
    expect(record(tracker, newcomer, 1, 5000)).toBe('capacity-exceeded');
    expect(view.cursor).toBe(128);
    expect(view.probes).toBe(4 * PROBE_BUDGET);
  });
});
