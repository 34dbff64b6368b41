import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Datagram } from '../../../src/observer/listener.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { OUTCOMES } from '../../../src/observer/outcome.ts';
import { READS_PER_POLL_MAX } from '../../../src/observer/read-log.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { Bench, datagram, HandClock, MS } from '../support/bench.ts';
import { thrown } from '../support/thrown.ts';
import { NOT_U64 } from '../support/u64-arbitrary.ts';

/** A datagram that makes no event: it is out of order, not for the first time, once pid 7 has beaten with a large nonce. */
const SILENT = datagram({ pid: 7, nonce: 1n });

describe('Observer.poll(), between its listeners,', () => {
  it('goes round: who was heard last is asked last', () => {
    const bench = new Bench({}, 3);
    for (const listener of [0, 1, 2]) {
      for (let nonce = 1n; nonce <= 3n; nonce++) bench.send(listener, datagram({ pid: 10 + listener, nonce }));
    }
    const order = Array.from({ length: 9 }, () => {
      const event = bench.pollAt(0);
      return event?.kind === 'beat' ? event.pid - 10 : null;
    });
    expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(bench.view.nextListener).toBe(0);
  });

  it('stops at the first event and leaves the others unasked', () => {
    const bench = new Bench({}, 3);
    bench.send(1, datagram({ pid: 11 }));
    bench.send(2, datagram({ pid: 12 }));
    expect(bench.pollAt(0)).toMatchObject({ pid: 11 });
    expect(bench.listeners.map(({ asked }) => asked)).toEqual([1, 1, 0]);
    expect([0, 1, 2].map((listener) => bench.view.lastOutcome(listener))).toEqual([null, 'inserted', null]);
    expect([0, 1, 2].map((listener) => bench.view.lastOutcomeCode(listener))).toEqual([-1, OUTCOMES.indexOf('inserted'), -1]);
    expect(bench.pollAt(0)).toMatchObject({ pid: 12 });
    expect([0, 1, 2].map((listener) => bench.view.lastOutcome(listener))).toEqual([null, null, 'inserted']);
  });

  it('reads on, in turn, while datagrams make no event, until every listener was found empty in a row', () => {
    const bench = new Bench({}, 2);
    bench.send(0, datagram({ pid: 7, nonce: 9n }), SILENT);
    bench.pollAllAt(0);
    bench.listeners.forEach((listener) => (listener.asked = 0));
    bench.send(0, SILENT, SILENT);
    bench.send(1, SILENT, SILENT, SILENT);
    expect(bench.pollAt(0)).toBeNull();
    expect(bench.listeners.map(({ waiting }) => waiting.length)).toEqual([0, 0]);
    expect(Array.from({ length: bench.view.reads }, (_, at) => bench.view.readListener(at))).toEqual([1, 0, 1, 0, 1]);
    expect(bench.listeners.map(({ asked }) => asked)).toEqual([3, 4]);
    expect(bench.view.lastOutcome(1)).toBe('out-of-order');
  });

  it('goes on from a silent datagram to the next listener', () => {
    const bench = new Bench({}, 2);
    bench.send(1, datagram({ pid: 7, nonce: 9n }), SILENT);
    bench.pollAllAt(0);
    bench.send(0, SILENT);
    bench.send(1, datagram({ pid: 8 }));
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat', pid: 8 });
    expect(bench.listeners.map(({ waiting }) => waiting.length)).toEqual([0, 0]);
    expect([bench.view.lastOutcome(0), bench.view.lastOutcome(1)]).toEqual(['out-of-order', 'inserted']);
  });

  it('reads 64 datagrams a poll at most, and goes on with the listener whose turn it is', () => {
    const bench = new Bench({ perPidRate: 100 }, 3);
    bench.send(0, datagram({ pid: 7 }));
    bench.pollAt(0);
    for (const listener of [0, 1, 2]) bench.send(listener, ...Array.from({ length: 40 }, () => datagram({ pid: 7, nonce: 2n })));
    expect(bench.pollAt(1)).toBeNull();
    expect([bench.view.reads, bench.view.nextListener]).toEqual([READS_PER_POLL_MAX, 2]);
    expect(bench.listeners.map(({ waiting }) => waiting.length)).toEqual([19, 18, 19]);
    expect(bench.pollAt(1)).toBeNull();
    expect(bench.view.reads).toBe(56);
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(120n);
  });

  it('forgets what the last poll read', () => {
    const bench = new Bench({}, 2);
    bench.send(1, datagram());
    bench.pollAt(0);
    expect([bench.view.reads, bench.view.lastOutcomeCode(1)]).toEqual([1, OUTCOMES.indexOf('inserted')]);
    bench.pollAt(0);
    expect([bench.view.reads, bench.view.lastOutcomeCode(1)]).toEqual([0, -1]);
  });

  it('with none of them has nothing to say', () => {
    const bench = new Bench({}, 0);
    expect([bench.pollAt(0), bench.pollAt(1000)]).toEqual([null, null]);
  });

  it('does not notice when the list that it was given changes', () => {
    const bench = new Bench({}, 1);
    const listeners = [...bench.listeners];
    const observer = new Observer({ thresholdNs: 100n * MS }, new HandClock(), listeners);
    listeners.pop();
    bench.send(0, datagram());
    expect(observer.poll()).toMatchObject({ kind: 'beat' });
  });

  it('gives each datagram that it reads one outcome, and each event outcome one event', () => {
    const someDatagram = fc
      .record({
        pid: fc.integer({ min: 0, max: 12 }),
        nonce: fc.bigInt({ min: 0n, max: 9n }),
        origin: fc.constantFrom<Datagram['origin']>('kernel-attested', 'kernel-attested', 'network-unverified'),
        peer: fc.constantFrom('none', 'same', 'same', 'other'),
        nsInode: fc.constantFrom(null, 1n, 1n, 2n),
        damaged: fc.constantFrom(false, false, false, true),
      })
      .map(({ pid, nonce, origin, peer, nsInode, damaged }) => {
        const peerPid = peer === 'none' ? null : peer === 'same' ? pid : pid + 1;
        const made = datagram({ pid, nonce }, { origin, peerPid, nsInode });
        if (damaged) made.bytes[9] ^= 4;
        return made;
      });
    const turn = fc.record({
      listener: fc.nat(2),
      waitMs: fc.nat(60),
      datagrams: fc.array(someDatagram, { maxLength: 6 }),
      polls: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60, size: 'max' }), (turns) => {
        const bench = new Bench(
          { capacity: 4, pidMax: 9, nsInode: 1n, perPidRate: 50, globalRate: 200, globalBurst: 5, evictionPolicy: 'balanced' },
          3,
        );
        const kinds: Record<string, bigint> = {};
        let sent = 0;
        let ms = 0;
        for (const { listener, waitMs, datagrams, polls } of turns) {
          bench.send(listener, ...datagrams);
          sent += datagrams.length;
          ms += waitMs;
          for (let poll = 0; poll < polls; poll++) {
            const event = bench.pollAt(ms);
            if (event !== null) kinds[event.kind] = (kinds[event.kind] ?? 0n) + 1n;
          }
        }
        const { view } = bench;
        const read = sent - bench.listeners.reduce((sum, { waiting }) => sum + waiting.length, 0);
        expect(OUTCOMES.reduce((sum, name) => sum + view.outcomeTotal(name), 0n)).toBe(BigInt(read));
        const beats = (['inserted', 'refreshed', 'restarted'] as const).map((name) => view.outcomeTotal(name));
        expect(kinds['beat'] ?? 0n).toBe(beats.reduce((sum, total) => sum + total));
        expect(kinds['decode'] ?? 0n).toBe(view.outcomeTotal('decode-refused'));
        expect(kinds['auth-failure'] ?? 0n).toBe(view.outcomeTotal('auth-failure'));
        expect(kinds['origin-conflict'] ?? 0n).toBe(view.outcomeTotal('origin-conflict'));
        expect(kinds['namespace-conflict'] ?? 0n).toBe(view.outcomeTotal('namespace-mismatch') + view.outcomeTotal('namespace-conflict'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('Observer.poll(), by its clock,', () => {
  it('reads the clock once', () => {
    let readings = 0;
    const clock = { now: () => BigInt(++readings) };
    new Observer({ thresholdNs: 100n * MS }, clock, []).poll();
    expect(readings).toBe(1);
  });

  it('goes by the highest reading so far, and counts regressions and jumps', () => {
    const bench = new Bench({ perPidRate: 100 });
    bench.send(0, datagram({ nonce: 1n }));
    bench.pollAt(50);
    bench.send(0, datagram({ nonce: 2n }));
    expect(bench.pollAt(20)).toBeNull();
    expect(bench.view.lastOutcome(0)).toBe('rate-limited-per-pid');
    expect(bench.view.nowNs).toBe(50n * MS);
    bench.pollAt(50);
    expect([bench.view.clockRegressions, bench.view.clockForwardJumps]).toEqual([1n, 0n]);
    bench.pollAt(5050);
    expect(bench.view.clockForwardJumps).toBe(0n);
    bench.pollAt(10_051);
    expect([bench.view.clockRegressions, bench.view.clockForwardJumps]).toEqual([1n, 1n]);
    expect([bench.metric('varta_observer_clock_regression_total'), bench.metric('varta_observer_clock_jump_forward_total')]).toEqual([
      1n,
      1n,
    ]);
  });

  it('never moves a last beat back', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1n }), datagram({ nonce: 2n }));
    bench.pollAt(50);
    bench.pollAt(20);
    expect(bench.view.tracker.lastBeatNs(0)).toBe(50n * MS);
  });

  it.each(NOT_U64)('refuses the reading %o before it reads a datagram', (reading, kind) => {
    const bench = new Bench();
    bench.send(0, datagram());
    bench.clock.nowNs = reading as bigint;
    const error = thrown(() => bench.observer.poll());
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^Cannot poll: the clock reading must be a bigint from 0 to 2\^64 - 1, got /);
    expect(bench.listeners[0].waiting).toHaveLength(1);
  });

  it('works at the end of time', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1n }), datagram({ nonce: 2n }));
    for (const nowNs of [U64_MAX - 1n, U64_MAX]) {
      bench.clock.nowNs = nowNs;
      expect(bench.observer.poll()).toMatchObject({ kind: 'beat' });
    }
  });
});

describe('Observer.poll(), given a datagram of an unknown origin,', () => {
  it("says which rule the listener broke, as the tracker's mistake", () => {
    const bench = new Bench();
    bench.send(0, datagram({}, { origin: 'telepathy' as Datagram['origin'] }));
    expect(thrown(() => bench.pollAt(0)).message).toMatch(/^Cannot record beat: origin must be one of /);
  });
});

describe('Observer.tracker', () => {
  it('is the ledger, to look into', () => {
    const bench = new Bench();
    bench.send(0, datagram());
    bench.pollAt(0);
    expect(bench.observer.tracker).toBeInstanceOf(TrackerView);
    expect(bench.observer.tracker.pid(0)).toBe(7);
  });
});
