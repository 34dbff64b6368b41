import { describe, expect, it } from 'vitest';
import { Columns } from '../../../src/columns.ts';
import { copyObserver } from '../../../src/observer/copy-observer.ts';
import { TrackerTotals } from '../../../src/observer/metrics.ts';
import { observerInternals, type Observer } from '../../../src/observer/observer.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { Bench, datagram, MS } from '../support/bench.ts';

const OPTIONS = {
  capacity: 4,
  evictionPolicy: 'balanced',
  perPidRate: 50,
  globalRate: 37,
  globalBurst: 90,
  maxStepNs: 200n * MS,
  catchUpNs: 40n * MS,
} as const;

/** Beats of six pids over two listeners, one of them damaged, with clock jumps both ways, up to a step. */
function play(bench: Bench, from: number, to: number): unknown[] {
  const said: unknown[] = [];
  for (let step = from; step < to; step++) {
    const nonce = step % 5 === 1 ? 1n : BigInt(step + 1);
    const beat = datagram({ pid: 2 + (step % 6), nonce }, { nsInode: step % 9 === 0 ? 5n : null, generation: BigInt(step >> 5) });
    bench.send(step % 2, step % 7 === 3 ? { ...beat, bytes: beat.bytes.subarray(1) } : beat);
    // Odd nanoseconds leave the limiter a rest that is no whole thousandth of a frame.
    bench.clock.nowNs = step % 11 === 5 ? MS : BigInt(step) * 31_234_567n + (step > 40 ? 9000n * MS : 0n);
    said.push(bench.observer.poll());
    if (step % 5 === 4) said.push(bench.observer.metrics());
  }
  return said;
}

/** Every part of an observer but its ledger as plain values. */
function parts(observer: Observer): unknown {
  const { time, bucket, schedule, stalls, counts, outOfOrderReported, reads, loop } = observerInternals(observer);
  const clock = [time.nowNs, time.readingNs, time.pendingNs, time.regressions, time.forwardJumps, time.pauses];
  const columns = {
    counts,
    outOfOrderReported,
    reads: Object.entries(reads),
    schedule: [...Object.entries(schedule), schedule.isCaughtUp],
  };
  return structuredClone({ clock, milliTokens: bucket.milliTokens, stalls: stalls.length, ...columns, loop });
}

describe('copyObserver()', () => {
  it('makes an observer that goes on in the same way, wherever it is copied', () => {
    for (let at = 0; at <= 60; at++) {
      const bench = new Bench(OPTIONS, 2);
      const copy = new Bench(OPTIONS, 2);
      // What the copy was before must not show.
      play(copy, 0, 60 - at);
      copy.listeners.forEach((listener) => listener.waiting.splice(0));
      play(bench, 0, at);
      copyObserver(bench.observer, copy.observer);
      bench.listeners.forEach((listener, number) => copy.send(number, ...listener.waiting));
      expect(parts(copy.observer)).toEqual(parts(bench.observer));
      expect(play(copy, at, 70)).toEqual(play(bench, at, 70));
      expect(parts(copy.observer)).toEqual(parts(bench.observer));
    }
  });

  it('copies stalls that wait', () => {
    const bench = new Bench({ capacity: 4 });
    bench.send(0, datagram({ pid: 7 }), datagram({ pid: 8 }, { nsInode: 5n }), datagram({ pid: 9 }));
    bench.pollAllAt(0);
    expect(bench.pollAt(500)).toMatchObject({ kind: 'stall', pid: 7 });
    const copy = new Bench({ capacity: 4 });
    copyObserver(bench.observer, copy.observer);
    expect(copy.pollAllAt(500)).toMatchObject([
      { kind: 'stall', pid: 8, nsInode: 5n },
      { kind: 'stall', pid: 9 },
    ]);
    expect(bench.pollAllAt(500)).toHaveLength(2);
  });

  it.each(['before', 'after'])('copies what tells that a stall is out of date: %s the beat that made it so', (when) => {
    const options = { capacity: 2, evictionPolicy: 'balanced' } as const;
    const bench = new Bench(options);
    bench.send(0, datagram({ pid: 7 }), datagram({ pid: 8 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 9 }), datagram({ pid: 8, nonce: 2n }), datagram({ pid: 10 }));
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 9 });
    if (when === 'after') expect(bench.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 8 });
    const copy = new Bench(options);
    copyObserver(bench.observer, copy.observer);
    copy.send(0, ...bench.listeners[0].waiting);
    if (when === 'before') expect(copy.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 8 });
    expect(copy.pollAt(9000)).toMatchObject({ kind: 'beat', pid: 10 });
    expect(copy.pollAllAt(9000)).toMatchObject([
      { kind: 'stall', pid: 7 },
      { kind: 'stall', pid: 9 },
    ]);
  });

  it('copies every sum that the metrics have taken out of the ledger', () => {
    const tracker = new Tracker({ capacity: 1 });
    const { counters, index } = trackerInternals(tracker);
    counters.set([1n, 2n, 3n, 4n, 5n, 6n, 7n, 0n, 8n, 9n]);
    index.cells.exhausted[0] = 10n;
    const totals = new TrackerTotals(new Columns(0));
    const copy = new TrackerTotals(new Columns(0));
    const samples = totals.collect(tracker);
    copy.copyFrom(totals);
    expect(copy.collect(tracker)).toEqual(samples);
    expect(new Set(samples.map(({ value }) => value)).size).toBe(10);
  });
});
