import { describe, expect, test } from 'vitest';
import { ModelObserver } from '../../../../sim/oracle/model/index.ts';
import { datagram, MS, SECOND } from './support.ts';

describe('ModelObserver.poll() surfaces stalls', () => {
  test('with what is known of the last beat', () => {
    const o = new ModelObserver({ threshold: SECOND }, 1);
    o.deliver(0, datagram({ nonce: 4n }, { ns: 9n, origin: 'operator-attested' }));
    o.poll(10n);
    expect(o.poll(10n + SECOND)).toEqual({
      kind: 'stall',
      pid: 7,
      lastNonce: 4n,
      lastBeatNs: 10n,
      origin: 'operator-attested',
      nsInode: 9n,
    });
    expect(o.poll(20n * SECOND)).toBeNull();
  });

  test('looking for them once an interval, a tenth of the threshold or 100 ms', () => {
    const intervals = [50n * MS, SECOND, 60n * SECOND].map((threshold) => new ModelObserver({ threshold }, 1));
    expect(intervals.map((o) => o.options.drain_interval)).toEqual([5n * MS, 100n * MS, 100n * MS]);

    const o = new ModelObserver({ threshold: 100n, drain_interval: 30n }, 1);
    const drains = [0n, 29n, 30n, 59n, 60n, 1000n, 1029n, 1030n].map((now) => {
      o.poll(now);
      return o.lastDrain;
    });
    expect(drains).toEqual([0n, 0n, 30n, 30n, 60n, 1000n, 1000n, 1030n]);
  });

  test('behind 8 datagrams each, one a poll, in the order in which they were found', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n }, 2);
    for (const pid of [3, 2, 4]) o.deliver(0, datagram({ pid }));
    for (let nth = 0; nth < 3; nth++) o.poll(0n);
    for (let pid = 10; pid < 20; pid++) o.deliver(0, datagram({ pid }));

    const polled = Array.from({ length: 13 }, () => {
      const event = o.poll(150n);
      return event !== null && 'pid' in event ? [event.kind, event.pid, o.pending, o.waiting(0)] : null;
    });
    expect(polled).toEqual([
      ...[10, 11, 12, 13, 14, 15, 16, 17].map((pid) => ['beat', pid, 3, 19 - pid]),
      ['stall', 3, 2, 2],
      ['beat', 18, 2, 1],
      ['beat', 19, 2, 0],
      ['stall', 2, 1, 0],
      ['stall', 4, 0, 0],
    ]);
  });

  test('looking for none while some wait', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n }, 1);
    for (const pid of [3, 2]) o.deliver(0, datagram({ pid }));
    for (let nth = 0; nth < 2; nth++) o.poll(0n);
    expect(o.poll(150n)).toMatchObject({ kind: 'stall', pid: 3 });
    expect(o.poll(200n)).toMatchObject({ kind: 'stall', pid: 2 });
    expect(o.lastDrain).toBe(150n);
    o.poll(200n);
    expect(o.lastDrain).toBe(200n);
  });

  test('but none of a pid that has beaten since it was found', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n, per_pid_rate: 0 }, 1);
    for (const pid of [3, 2]) o.deliver(0, datagram({ pid }));
    for (let nth = 0; nth < 2; nth++) o.poll(0n);
    o.deliver(0, datagram({ pid: 3, nonce: 2n }));
    expect(o.poll(150n)).toMatchObject({ kind: 'beat', pid: 3 });
    expect(o.pending).toBe(2);
    expect(o.poll(150n)).toMatchObject({ kind: 'stall', pid: 2 });
    expect(o.pending).toBe(0);
  });

  test('of a pid that is not tracked any more', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n, capacity: 1 }, 1);
    o.deliver(0, datagram({ pid: 3 }));
    o.poll(0n);
    o.deliver(0, datagram({ pid: 4 }));
    expect(o.poll(1001n)).toMatchObject({ kind: 'beat', pid: 4 });
    expect(o.poll(1001n)).toMatchObject({ kind: 'stall', pid: 3 });
    expect(o.stalls).toEqual([0]);
  });

  test('once every listener was found empty since the look for them fell due', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n, catch_up: 50n, per_pid_rate: 0 }, 2);
    o.deliver(0, datagram());
    o.poll(0n);
    for (const nonce of [1n, 2n]) o.deliver(1, datagram({ pid: 8, nonce }));
    o.deliver(1, datagram({ nonce: 2n }));
    expect([o.poll(100n), o.poll(110n), o.poll(120n), o.poll(120n)].map((event) => event?.kind)).toEqual([
      'beat',
      'beat',
      'beat',
      undefined,
    ]);
    expect([o.lastDrain, o.pending]).toEqual([120n, 0]);
    expect(o.poll(219n)).toMatchObject({ kind: 'stall', pid: 8 });
  });

  test('once the time to catch up is over, however much waits', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n, catch_up: 50n, per_pid_rate: 0 }, 1);
    o.deliver(0, datagram());
    o.poll(0n);
    for (let nonce = 1n; nonce < 20n; nonce++) o.deliver(0, datagram({ pid: 8, nonce }));
    expect([o.poll(100n)?.kind, o.poll(149n)?.kind, o.lastDrain]).toEqual(['beat', 'beat', 0n]);
    expect([o.poll(150n)?.kind, o.lastDrain, o.pending]).toEqual(['beat', 150n, 1]);
  });

  test('within the threshold, an interval and 8 datagrams, whatever the traffic', () => {
    const o = new ModelObserver({ threshold: SECOND, per_pid_rate: 0, global_rate: 0 }, 1);
    o.deliver(0, datagram({ pid: 2 }));
    o.poll(0n);
    let surfaced = 0n;
    for (let now = MS; surfaced === 0n && now < 3n * SECOND; now += MS) {
      o.deliver(0, datagram({ pid: 3, nonce: now }));
      if (o.poll(now)?.kind === 'stall') surfaced = now;
    }
    expect(surfaced).toBe(SECOND + 8n * MS);
    expect(o.waiting(0)).toBe(1);
  });

  test('of a pid that went silent while the clock stood still or ran back', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n }, 1);
    o.deliver(0, datagram());
    o.poll(1000n);
    expect(o.poll(500n)).toBeNull();
    expect(o.poll(1100n)).toMatchObject({ kind: 'stall', lastBeatNs: 1000n });
  });
});
