import { describe, expect, it } from 'vitest';
import { mix32 } from '../../../src/tracker/mix32.ts';
import type { Update } from '../../../src/tracker/beat.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { indexFault } from '../support/index-fault.ts';
import { beat, drainPids, record } from '../support/tracker-fixture.ts';
import { expectSame } from '../../support/expect-equal.ts';

describe('Tracker, one eviction after the other: D1', () => {
  it('with a single slot takes the second newcomer as it took the first', () => {
    // Ten thresholds of 10: each newcomer comes 100 and more after the last beat of the one before.
    const tracker = new Tracker({ capacity: 1 });
    const recordAt = (pid: number, nowNs: bigint): Update => tracker.record(beat(pid, 1), nowNs, 10n, 'kernel-attested', null);
    expect(recordAt(2, 2n)).toBe('inserted');
    expect(drainPids(tracker, 112, 10n)).toEqual([2]);
    expect(recordAt(4, 120n)).toBe('inserted');
    expect(drainPids(tracker, 232, 10n)).toEqual([4]);
    expect(recordAt(5, 233n)).toBe('inserted');
    expect(tracker.takeProbeExhausted()).toBe(0n);
  });

  it('with a single slot makes newcomers wait for ten thresholds all the same', () => {
    const tracker = new Tracker({ capacity: 1 });
    record(tracker, 2, 1, 2);
    expect(drainPids(tracker, 112)).toEqual([2]);
    expect(record(tracker, 4, 1, 120)).toBe('capacity-exceeded');
    expect(record(tracker, 5, 1, 1003)).toBe('inserted');
  });

  it.each([
    [1, 'strict'],
    [2, 'balanced'],
    [5, 'strict'],
    [64, 'strict'],
    [256, 'strict'],
    [256, 'balanced'],
    [1000, 'strict'],
  ] as const)(
    'with %i slots, %s, takes 20 times as many newcomers and all the pids of the last turnover are there',
    (capacity, evictionPolicy) => {
      const tracker = new Tracker({ capacity, evictionPolicy });
      const pids = Array.from({ length: 20 * capacity }, (_, nth) => mix32(nth + 1));
      let nowNs = 0;
      pids.forEach((pid, nth) => {
        if (nth % capacity === 0) {
          nowNs += 1001;
          drainPids(tracker, nowNs);
        }
        expectSame(record(tracker, pid, 1, nowNs), 'inserted');
      });
      for (const pid of pids.slice(-capacity)) expectSame(tracker.lastNsOf(pid), BigInt(nowNs));
      expect([tracker.length, tracker.takeEvictions(), tracker.takeProbeExhausted(), tracker.takeInvariantViolations()]).toEqual([
        capacity,
        BigInt(19 * capacity),
        0n,
        0n,
      ]);
      expect(indexFault(trackerInternals(tracker).index)).toBeNull();
    },
  );
});
