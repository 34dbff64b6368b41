import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Datagram, Listener } from '../../../src/observer/listener.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { Bench, datagram, HandClock, MS } from '../support/bench.ts';
import { expectSame } from '../../support/expect-equal.ts';

/** A listener that always has one more beat of pid 8. */
class Flood implements Listener {
  #nonce = 0n;
  first: Datagram | null = null;

  receive(): Datagram {
    const { first } = this;
    this.first = null;
    return first ?? datagram({ pid: 8, nonce: ++this.#nonce });
  }
}

describe('Observer.poll(), when a pid falls silent,', () => {
  it('surfaces the stall with the last accepted beat', () => {
    const bench = new Bench();
    bench.send(0, datagram({ pid: 7, nonce: 4n }, { origin: 'operator-attested', nsInode: 3n }));
    bench.pollAt(5);
    expect(bench.pollAt(104)).toBeNull();
    expect(bench.pollAt(115)).toEqual({
      kind: 'stall',
      pid: 7,
      lastNonce: 4n,
      lastBeatNs: 5n * MS,
      origin: 'operator-attested',
      nsInode: 3n,
    });
    expect(bench.pollAt(1000)).toBeNull();
    expect([bench.view.stallsOf(0), bench.metric('varta_stalls_total', '7')]).toEqual([1n, 1n]);
  });

  it('drains when its interval has passed since the last drain, not before', () => {
    const bench = new Bench({ drainIntervalNs: 10n * MS });
    const drainsAt = (ms: number): [number, bigint] => {
      bench.pollAt(ms);
      return [bench.view.drains, bench.view.lastDrainNs / MS];
    };
    expect(drainsAt(9)).toEqual([0, 0n]);
    expect(drainsAt(10)).toEqual([1, 10n]);
    expect(drainsAt(19)).toEqual([1, 10n]);
    expect(drainsAt(25)).toEqual([2, 25n]);
    expect(drainsAt(34)).toEqual([2, 25n]);
    expect(drainsAt(35)).toEqual([3, 35n]);
  });

  it('surfaces pending stalls one a poll, in slot order, while nothing waits to be read', () => {
    const bench = new Bench();
    for (const pid of [20, 10, 30]) bench.send(0, datagram({ pid }));
    bench.pollAllAt(0);
    for (const [pid, pending] of [
      [20, 2],
      [10, 1],
      [30, 0],
    ]) {
      expect(bench.pollAt(200)).toMatchObject({ kind: 'stall', pid });
      expect([bench.view.pendingStalls, bench.view.readsSinceStall]).toEqual([pending, 0]);
    }
    expect(bench.pollAt(200)).toBeNull();
  });

  it('drops the stall of a pid that beats before it comes out, and counts it for nobody', () => {
    const bench = new Bench();
    for (const pid of [20, 10, 30]) bench.send(0, datagram({ pid }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 20, nonce: 2n }), datagram({ pid: 10, nonce: 2n }));
    expect(bench.pollAt(200)).toMatchObject({ kind: 'beat', pid: 20 });
    // Out of date, but it stands in the queue until the next poll looks.
    expect(bench.view.pendingStalls).toBe(3);
    expect(bench.pollAt(200)).toMatchObject({ kind: 'beat', pid: 10 });
    expect(bench.view.pendingStalls).toBe(2);
    expect(bench.pollAt(200)).toMatchObject({ kind: 'stall', pid: 30 });
    expect(bench.pollAt(200)).toBeNull();
    expect([0, 1, 2].map((slot) => bench.view.stallsOf(slot))).toEqual([0n, 0n, 1n]);
    expect(bench.pollAllAt(300)).toMatchObject([
      { kind: 'stall', pid: 20, lastNonce: 2n },
      { kind: 'stall', pid: 10, lastNonce: 2n },
    ]);
  });

  it('drops a stall that only its time tells from the silence before', () => {
    const bench = new Bench({ lastWords: true });
    bench.send(0, datagram({ pid: 7 }), datagram({ pid: 8 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 7, nonce: U64_MAX, status: 'critical' }));
    expect(bench.pollAt(100)).toMatchObject({ kind: 'beat', pid: 7 });
    expect(bench.pollAt(100)).toMatchObject({ kind: 'stall', pid: 8 });
    expect(bench.pollAt(100)).toBeNull();
    expect(bench.pollAt(200)).toMatchObject({ kind: 'stall', pid: 7, lastNonce: 1n });
  });

  it('still surfaces the stall of a pid that was evicted meanwhile, and counts it for nobody', () => {
    const bench = new Bench({ capacity: 2 });
    bench.send(0, datagram({ pid: 7 }), datagram({ pid: 8 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 9 }));
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 9 });
    expect(bench.view.tracker.lastEvictedPid).toBe(7);
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'stall', pid: 7 });
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'stall', pid: 8 });
    expect([bench.view.stallsOf(0), bench.view.stallsOf(1)]).toEqual([0n, 1n]);
  });

  it('drops the stall of a pid that has beaten since also where it lost its slot before its turn came', () => {
    const bench = new Bench({ capacity: 2, evictionPolicy: 'balanced' });
    bench.send(0, datagram({ pid: 7 }), datagram({ pid: 8 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 8, nonce: 2n }), datagram({ pid: 9 }), datagram({ pid: 10 }));
    expect(bench.pollAt(100)).toMatchObject({ kind: 'beat', pid: 8 });
    expect(bench.pollAt(5000)).toMatchObject({ kind: 'beat', pid: 9 });
    expect(bench.pollAt(5000)).toMatchObject({ kind: 'beat', pid: 10 });
    expect(bench.view.tracker.lastEvictedPid).toBe(8);
    expect(bench.pollAllAt(5000)).toMatchObject([{ kind: 'stall', pid: 7, lastNonce: 1n }]);
  });

  it('keeps the stall of a pid that lost its slot, whatever the next pid in that slot does', () => {
    const bench = new Bench({ capacity: 1 });
    bench.send(0, datagram({ pid: 7 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 9 }), datagram({ pid: 9, nonce: 2n }));
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 9 });
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'beat', pid: 9 });
    expect(bench.pollAt(2000)).toMatchObject({ kind: 'stall', pid: 7 });
  });

  it('loses no stall that falls due while others are pending', () => {
    const bench = new Bench();
    bench.send(0, datagram({ pid: 10 }), datagram({ pid: 11 }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ pid: 12 }));
    bench.pollAt(50);
    expect(bench.pollAt(100)).toMatchObject({ kind: 'stall', pid: 10 });
    const { drains } = bench.view;
    // By now the third is due as well, and so is a drain; the second comes out first, and its place is kept.
    expect(bench.pollAt(500)).toMatchObject({ kind: 'stall', pid: 11 });
    expect([bench.view.drains, bench.view.isDrainDue]).toEqual([drains, false]);
    expect(bench.pollAt(500)).toMatchObject({ kind: 'stall', pid: 12 });
    expect(bench.pollAt(900)).toBeNull();
  });

  it('surfaces a second silence of the same pid', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1n }));
    bench.pollAt(0);
    expect(bench.pollAt(100)).toMatchObject({ kind: 'stall', lastNonce: 1n });
    bench.send(0, datagram({ nonce: 2n }));
    expect(bench.pollAt(101)).toMatchObject({ kind: 'beat' });
    expect(bench.pollAt(300)).toMatchObject({ kind: 'stall', lastNonce: 2n });
    expect(bench.view.stallsOf(0)).toBe(2n);
  });

  it('under traffic that never ends is drained by the catch-up time after it was due, and is out nine polls later', () => {
    const times = fc.record({
      thresholdMs: fc.integer({ min: 10, max: 60 }),
      drainMs: fc.integer({ min: 1, max: 30 }),
      catchUpMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 })),
      beatMs: fc.nat(100),
      stepUs: fc.integer({ min: 100, max: 9000 }),
    });
    fc.assert(
      fc.property(times, ({ thresholdMs, drainMs, catchUpMs, beatMs, stepUs }) => {
        const clock = new HandClock();
        const flood = new Flood();
        const [thresholdNs, drainIntervalNs, catchUpNs] = [thresholdMs, drainMs, catchUpMs].map((ms) => BigInt(ms) * MS);
        const options = { thresholdNs, drainIntervalNs, catchUpNs, maxStepNs: U64_MAX, perPidRate: 0, globalRate: 0 };
        const observer = new Observer(options, clock, [flood]);
        const stepNs = BigInt(stepUs) * 1000n;
        while (clock.nowNs < BigInt(beatMs) * MS) {
          observer.poll();
          clock.nowNs += stepNs;
        }
        flood.first = datagram({ pid: 7 });
        expect(observer.poll()).toMatchObject({ kind: 'beat', pid: 7 });
        const beatNs = clock.nowNs;
        let dueNs: bigint | null = null;
        let pollsSinceDrained = 0;
        for (;;) {
          clock.nowNs += stepNs;
          if (dueNs === null && clock.nowNs > beatNs + thresholdNs + drainIntervalNs) dueNs = clock.nowNs;
          if (dueNs !== null && clock.nowNs >= dueNs + catchUpNs) pollsSinceDrained++;
          const event = observer.poll();
          if (event?.kind === 'stall') {
            expect(event.pid).toBe(7);
            break;
          }
          expectSame(pollsSinceDrained < 9, true);
        }
        expect(clock.nowNs).toBeGreaterThanOrEqual(beatNs + thresholdNs);
      }),
      { numRuns: 150 },
    );
  });

  it('surfaces each silence once, whatever the traffic, and owes none in the end', () => {
    const turn = fc.record({ pid: fc.integer({ min: 2, max: 9 }), waitMs: fc.nat(120), polls: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 150, size: 'max' }), (turns) => {
        const bench = new Bench();
        const owing = new Set<number>();
        let nonce = 0n;
        let ms = 0;
        const pollOnce = (): boolean => {
          const event = bench.pollAt(ms);
          if (event?.kind === 'beat') owing.add(event.pid);
          if (event?.kind === 'stall') expect(owing.delete(event.pid)).toBe(true);
          return event !== null;
        };
        for (const { pid, waitMs, polls } of turns) {
          bench.send(0, datagram({ pid, nonce: ++nonce }));
          ms += waitMs;
          for (let poll = 0; poll < polls; poll++) pollOnce();
        }
        while (pollOnce());
        ms += 110;
        while (pollOnce());
        expect(owing.size).toBe(0);
        expect(bench.view.pendingStalls).toBe(0);
      }),
      { numRuns: 80 },
    );
  });
});
