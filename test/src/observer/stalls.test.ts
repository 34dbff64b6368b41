import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Datagram, Listener } from '../../../src/observer/listener.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { Bench, datagram, HandClock, MS } from '../support/bench.ts';

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

  it('surfaces pending stalls one a poll, in slot order, and reads no datagram meanwhile', () => {
    const bench = new Bench();
    for (const pid of [20, 10, 30]) bench.send(0, datagram({ pid }));
    bench.pollAllAt(0);
    const { asked } = bench.listeners[0];
    bench.send(0, datagram({ pid: 10, nonce: 2n }));
    const stalled: unknown[] = [];
    for (const pending of [2, 1, 0]) {
      const event = bench.pollAt(200);
      stalled.push(event?.kind === 'stall' ? event.pid : event);
      expect(bench.view.pendingStalls).toBe(pending);
    }
    expect(stalled).toEqual([20, 10, 30]);
    expect(bench.listeners[0].asked).toBe(asked);
    expect(bench.pollAt(200)).toMatchObject({ kind: 'beat', pid: 10, nonce: 2n });
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
    expect(bench.view.drains).toBe(drains);
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

  it('does not wait for idle sockets: under traffic that never ends a stall is out after threshold and drain interval', () => {
    const times = fc.record({
      thresholdMs: fc.integer({ min: 10, max: 60 }),
      drainMs: fc.integer({ min: 1, max: 30 }),
      beatMs: fc.nat(100),
      stepUs: fc.integer({ min: 100, max: 9000 }),
    });
    fc.assert(
      fc.property(times, ({ thresholdMs, drainMs, beatMs, stepUs }) => {
        const clock = new HandClock();
        const flood = new Flood();
        const options = { thresholdNs: BigInt(thresholdMs) * MS, drainIntervalNs: BigInt(drainMs) * MS, perPidRate: 0, globalRate: 0 };
        const observer = new Observer(options, clock, [flood]);
        const stepNs = BigInt(stepUs) * 1000n;
        while (clock.nowNs < BigInt(beatMs) * MS) {
          observer.poll();
          clock.nowNs += stepNs;
        }
        flood.first = datagram({ pid: 7 });
        let beatNs: bigint | undefined;
        for (;;) {
          const event = observer.poll();
          if (event?.kind === 'beat' && event.pid === 7) beatNs = clock.nowNs;
          if (event?.kind === 'stall' && event.pid === 7) break;
          if (beatNs !== undefined) expect(clock.nowNs).toBeLessThan(beatNs + options.thresholdNs + options.drainIntervalNs);
          clock.nowNs += stepNs;
        }
        expect(clock.nowNs).toBeGreaterThanOrEqual((beatNs ?? 0n) + options.thresholdNs);
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
