import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyTracker } from '../../../src/tracker/copy-tracker.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { anyLife, trackerRuns, type TrackerOp } from '../support/tracker-ops.ts';

/** Carries out calls and answers everything that was said. */
function play(tracker: Tracker, ops: readonly TrackerOp[]): unknown[] {
  return ops.map((op) => {
    if (op.op === 'record') return tracker.record(op, op.nowNs, op.thresholdNs, op.origin, op.nsInode, op.generation);
    const stalls: unknown[][] = [];
    tracker.drainStalledSlots(op.nowNs, op.thresholdNs, (...stall) => stalls.push(stall));
    return stalls;
  });
}

/** Every part of a tracker as plain values. */
function parts(tracker: Tracker): unknown {
  const { slots, index, counters, work, state } = trackerInternals(tracker);
  return structuredClone({ slots, cells: index.cells, size: index.size, probes: index.probes, counters, work, state });
}

describe('copyTracker()', () => {
  it('makes a tracker that has the same parts and goes on in the same way', () => {
    fc.assert(
      fc.property(trackerRuns(80, anyLife), fc.nat({ max: 80 }), ({ ops, capacity, policy, window, life }, at) => {
        const options = { capacity, evictionPolicy: policy, evictionScanWindow: window, ...life };
        const tracker = new Tracker(options);
        const copy = new Tracker(options);
        // What the copy was before must not show.
        play(copy, ops.slice(at));
        play(tracker, ops.slice(0, at));
        copyTracker(tracker, copy);
        expect(parts(copy)).toEqual(parts(tracker));
        expect(play(copy, ops.slice(at))).toEqual(play(tracker, ops.slice(at)));
        expect(parts(copy)).toEqual(parts(tracker));
      }),
    );
  });

  it('leaves the two apart', () => {
    const tracker = new Tracker({ capacity: 4 });
    const copy = new Tracker({ capacity: 4 });
    tracker.record({ pid: 7, nonce: 1n, status: 'ok' }, 0n, 100n, 'kernel-attested', null);
    copyTracker(tracker, copy);
    copy.record({ pid: 8, nonce: 1n, status: 'ok' }, 0n, 100n, 'kernel-attested', null);
    expect([tracker.length, copy.length]).toEqual([1, 2]);
    expect([tracker.slotOf(8), copy.slotOf(8)]).toEqual([-1, 1]);
  });
});
