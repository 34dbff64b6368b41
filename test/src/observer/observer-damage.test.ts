import { describe, expect, it } from 'vitest';
import { observerInternals } from '../../../src/observer/observer.ts';
import { trackerInternals } from '../../../src/tracker/tracker.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { Bench, datagram } from '../support/bench.ts';

describe('Observer, damaged on purpose,', () => {
  it('surfaces a stall whose pid is not tracked any more, and counts it for nobody', () => {
    const bench = new Bench();
    bench.send(0, datagram());
    bench.pollAt(0);
    observerInternals(bench.observer).stalls.push(999, 1n, 0n, 'kernel-attested', null);
    expect(bench.pollAt(1)).toMatchObject({ kind: 'stall', pid: 999 });
    expect(bench.view.stallsOf(0)).toBe(0n);
  });

  it('surfaces a beat whose pid cannot be found again, and counts it for nobody', () => {
    const bench = new Bench();
    Object.defineProperty(bench.observer.tracker.tracker, 'slotOf', { value: () => -1 });
    bench.send(0, datagram());
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat', pid: 7 });
    expect(bench.view.beatsOf(0)).toBe(0n);
  });

  it('keeps its counters and totals at 2^64 - 1', () => {
    const bench = new Bench({ capacity: 1 });
    const { counts } = observerInternals(bench.observer);
    bench.send(0, datagram({ nonce: 1n }), datagram({ nonce: 2n }), { ...datagram(), bytes: new Uint8Array(0) }, datagram({ pid: 8 }));
    bench.pollAt(0);
    for (const column of [counts.outcomes, counts.refusals, counts.beats, counts.stalls]) column.fill(U64_MAX);
    trackerInternals(bench.observer.tracker.tracker).counters.fill(U64_MAX);
    expect(bench.metric('varta_tracker_capacity_exceeded_total')).toBe(U64_MAX);
    for (let poll = 0; poll < 3; poll++) bench.pollAt(0);
    bench.pollAt(100);
    expect(bench.metric('varta_tracker_capacity_exceeded_total')).toBe(U64_MAX);
    expect([
      bench.view.outcomeTotal('refreshed'),
      bench.view.outcomeTotal('capacity-exceeded'),
      bench.view.refusalTotal('bad-length'),
    ]).toEqual([U64_MAX, U64_MAX, U64_MAX]);
    expect([bench.view.beatsOf(0), bench.view.stallsOf(0)]).toEqual([U64_MAX, U64_MAX]);
  });
});
