import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { drainPids, fullTracker, record, slotsOf, THRESHOLD_NS } from '../support/tracker-fixture.ts';
import { expectSame } from '../../support/expect-equal.ts';

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

describe('Tracker.drainStalledSlots(), whose visitor calls the tracker,', () => {
  it('hands out each silence once, also when the visitor drains', () => {
    const { tracker, view } = fullTracker({ capacity: 4 });
    const seen: number[][] = [];
    tracker.drainStalledSlots(100n, THRESHOLD_NS, (pid) => seen.push([pid, ...drainPids(tracker, 100)]));
    expect(seen).toEqual([[1, 2, 3, 4]]);
    expect(view.stallCount).toBe(4);
  });

  it('hands out nobody who has beaten meanwhile, and again who beat after his turn', () => {
    const { tracker, view } = fullTracker({ capacity: 4 });
    const seen: number[] = [];
    tracker.drainStalledSlots(100n, THRESHOLD_NS, (pid) => {
      seen.push(pid);
      if (pid === 2) for (const beating of [1, 3]) record(tracker, beating, 2, 100);
    });
    expect(seen).toEqual([1, 2, 4]);
    expect(view.stallCount).toBe(2);
    expect(drainPids(tracker, 200)).toEqual([1, 3]);
  });

  it('keeps its count when the visitor lets a new pid in, in the place of one that was handed out', () => {
    const { tracker, view } = fullTracker({ capacity: 3 });
    const seen: number[] = [];
    tracker.drainStalledSlots(5000n, THRESHOLD_NS, (pid) => {
      seen.push(pid);
      if (pid === 2) expect(record(tracker, 99, 1, 5000)).toBe('inserted');
    });
    expect(seen).toEqual([1, 2, 3]);
    expect([view.stallCount, slotsOf(view).filter(({ stalled }) => stalled).length]).toEqual([2, 2]);
    expect(drainPids(tracker, 5100)).toEqual([99]);
  });

  it('leaves a sound state, and every silence told once, whatever the visitor does', () => {
    const step = fc.record({
      stepNs: fc.constantFrom(0n, 1n, 50n, 100n, 1001n),
      pid: fc.integer({ min: 1, max: 8 }),
      actions: fc.array(fc.tuple(fc.constantFrom('beat', 'drain', 'throw'), fc.integer({ min: 1, max: 8 })), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const tracker = new Tracker({ capacity: 5, evictionPolicy: 'balanced' });
        const view = new TrackerView(tracker);
        const silent = new Set<number>();
        let nowNs = 0n;
        let nonce = 0n;
        const beatOf = (pid: number): void => {
          const update = record(tracker, pid, ++nonce, nowNs);
          if (update === 'inserted' || update === 'refreshed') silent.delete(pid);
        };
        for (const { stepNs, pid, actions } of steps) {
          nowNs += stepNs;
          beatOf(pid);
          const queue = [...actions];
          const visit = (stalled: number): void => {
            // Twice without a beat in between would be told twice.
            expectSame(silent.has(stalled), false);
            silent.add(stalled);
            const [verb, whom] = queue.shift() ?? ['nothing', 0];
            if (verb === 'beat') beatOf(whom);
            if (verb === 'drain') tracker.drainStalledSlots(nowNs, THRESHOLD_NS, visit);
            if (verb === 'throw') throw new Error('enough');
          };
          try {
            tracker.drainStalledSlots(nowNs, THRESHOLD_NS, visit);
          } catch (error) {
            expect((error as Error).message).toBe('enough');
          }
          const slots = slotsOf(view);
          expectSame(view.stallCount, slots.filter(({ stalled }) => stalled).length);
          expectSame(
            slots.filter(({ stalled }) => stalled).every((slot) => silent.has(slot.pid)),
            true,
          );
          for (const [at, slot] of slots.entries()) expectSame(view.resolve(slot.pid), at);
        }
        drainPids(tracker, nowNs + 100n);
        expect(view.stallCount).toBe(view.length);
      }),
    );
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
