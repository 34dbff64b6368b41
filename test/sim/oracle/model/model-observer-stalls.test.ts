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

  test('before any datagram, one a poll, in the order in which they were found', () => {
    const o = new ModelObserver({ threshold: 100n, drain_interval: 10n }, 2);
    for (const pid of [3, 2, 4]) o.deliver(0, datagram({ pid }));
    for (let nth = 0; nth < 3; nth++) o.poll(0n);
    o.deliver(0, datagram({ pid: 5 }));
    const pointer = o.nextListener;

    const kinds = [1, 2, 3].map((nth) => {
      const event = o.poll(100n + BigInt(nth) * 50n);
      return [event?.kind, event?.kind === 'stall' ? event.pid : null, o.pending, o.waiting(0), o.nextListener];
    });
    expect(kinds).toEqual([
      ['stall', 3, 2, 1, pointer],
      ['stall', 2, 1, 1, pointer],
      ['stall', 4, 0, 1, pointer],
    ]);
    // Nothing was looked for while stalls were pending.
    expect(o.lastDrain).toBe(150n);
    expect(o.poll(260n)).toMatchObject({ kind: 'beat', pid: 5 });
    expect(o.lastDrain).toBe(260n);
  });

  test('within the threshold and an interval, whatever the traffic', () => {
    const o = new ModelObserver({ threshold: SECOND, per_pid_rate: 0, global_rate: 0 }, 1);
    o.deliver(0, datagram({ pid: 2 }));
    o.poll(0n);
    let surfaced = 0n;
    for (let now = MS; surfaced === 0n && now < 3n * SECOND; now += MS) {
      o.deliver(0, datagram({ pid: 3, nonce: now }));
      if (o.poll(now)?.kind === 'stall') surfaced = now;
    }
    expect(surfaced).toBe(SECOND);
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
