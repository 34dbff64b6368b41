import { describe, expect, it } from 'vitest';
import type { ObserverOptions } from '../../../src/observer/options.ts';
import { TERMINAL_NONCE } from '../../../src/vlp/frame.ts';
import { Bench, datagram } from '../support/bench.ts';

/** A last word of pid 7. */
const LAST_WORD = { nonce: TERMINAL_NONCE, status: 'critical' } as const;

describe('Observer.poll(), of a beat out of order,', () => {
  it('makes one event between two accepted beats of the pid, and counts each', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 5n }), datagram({ nonce: 5n }, { nsInode: 3n }), datagram({ nonce: 4n }), datagram({ nonce: 3n }));
    expect(bench.pollAllAt(0)).toEqual([
      expect.objectContaining({ kind: 'beat' }),
      { kind: 'out-of-order', pid: 7, nonce: 5n, lastNonce: 5n, origin: 'kernel-attested', nsInode: 3n },
    ]);
    expect([bench.view.outcomeTotal('out-of-order'), bench.view.outOfOrderReported(0)]).toEqual([3n, true]);
    bench.send(0, datagram({ nonce: 6n }), datagram({ nonce: 1n }), datagram({ nonce: 2n }));
    expect(bench.pollAllAt(0).map(({ kind }) => kind)).toEqual(['beat', 'out-of-order']);
    expect(bench.metric('varta_datagrams_total', 'out_of_order')).toBe(5n);
  });

  it('tells pids apart, and starts anew for one that takes a slot', () => {
    const bench = new Bench({ capacity: 2 });
    bench.send(0, datagram({ pid: 7, nonce: 5n }), datagram({ pid: 8, nonce: 5n }), datagram({ pid: 7, nonce: 5n }));
    bench.send(0, datagram({ pid: 8, nonce: 5n }));
    expect(bench.pollAllAt(0).map(({ kind }) => kind)).toEqual(['beat', 'beat', 'out-of-order', 'out-of-order']);
    bench.pollAllAt(100);
    bench.send(0, datagram({ pid: 9 }), datagram({ pid: 9 }));
    expect(bench.pollAllAt(2000).map(({ kind }) => kind)).toEqual(['beat', 'out-of-order']);
  });

  it('shows a restarted agent that no option lets in, and a forged higher nonce: once a silence, and in the metrics', () => {
    const bench = new Bench({ restartAfterStall: 'never' });
    const kinds: string[] = [];
    for (let beat = 1; beat <= 50; beat++) {
      bench.send(0, datagram({ nonce: beat <= 10 ? 1000n + BigInt(beat) : BigInt(beat) }));
      kinds.push(...bench.pollAllAt(beat * 20).map(({ kind }) => kind));
    }
    expect(kinds.filter((kind) => kind === 'out-of-order')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'stall')).toHaveLength(1);
    expect(bench.metric('varta_datagrams_total', 'out_of_order')).toBe(40n);
  });
});

describe('Observer.poll(), of an agent that was started again,', () => {
  it('takes it for a new life after its stall, where its origin is attested', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1000n }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ nonce: 1n }));
    expect(bench.pollAllAt(50)).toMatchObject([{ kind: 'out-of-order', nonce: 1n, lastNonce: 1000n }]);
    expect(bench.pollAllAt(100)).toMatchObject([{ kind: 'stall', lastNonce: 1000n }]);
    bench.send(0, datagram({ nonce: 2n }), datagram({ nonce: 3n }));
    expect(bench.pollAllAt(110)).toMatchObject([
      { kind: 'beat', nonce: 2n, restarted: true },
      { kind: 'beat', nonce: 3n, restarted: false },
    ]);
    expect([bench.metric('varta_tracker_restarts_total'), bench.metric('varta_beats_total', '7')]).toEqual([1n, 3n]);
  });

  it('does not where nobody attests it, unless told to', () => {
    for (const [restartAfterStall, last] of [
      [undefined, 'out-of-order'],
      ['always', 'beat'],
    ] as const) {
      const bench = new Bench(restartAfterStall === undefined ? {} : { restartAfterStall });
      bench.send(0, datagram({ nonce: 1000n }, { origin: 'network-unverified' }));
      bench.pollAllAt(0);
      bench.pollAllAt(100);
      bench.send(0, datagram({ nonce: 2n }, { origin: 'network-unverified' }));
      expect(bench.pollAllAt(110).map(({ kind }) => kind)).toEqual([last]);
    }
  });

  it('drops the stall that waits when the new life begins before it comes out', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1000n }));
    bench.pollAllAt(0);
    bench.send(0, datagram({ nonce: 1n }));
    expect(bench.pollAllAt(100)).toMatchObject([{ kind: 'beat', restarted: true }]);
    expect(bench.view.stallsOf(0)).toBe(0n);
  });

  it('takes a later generation at once, and shows the twin with the earlier one', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1000n }, { generation: 1n }), datagram({ nonce: 1n }, { generation: 2n }));
    bench.send(0, datagram({ nonce: 1001n }, { generation: 1n }), datagram({ nonce: 2n }, { generation: null }));
    expect(bench.pollAllAt(0)).toMatchObject([
      { kind: 'beat', restarted: false },
      { kind: 'beat', restarted: true },
      { kind: 'out-of-order', nonce: 1001n, lastNonce: 1n },
      { kind: 'beat', nonce: 2n, restarted: false },
    ]);
    expect(bench.view.tracker.generation(0)).toBe(2n);
  });
});

describe('Observer.poll(), of a stronger origin,', () => {
  /** A forger that beats over the network each time that the limit per pid lets it, and the agent itself in between. */
  function besieged(options: Partial<ObserverOptions>): Bench {
    const bench = new Bench({ perPidRate: 100, ...options });
    for (let beat = 0; beat < 20; beat++) {
      bench.send(0, datagram({ nonce: 1000n + BigInt(beat) }, { origin: 'network-unverified' }));
      bench.pollAllAt(beat * 10);
      bench.send(0, datagram({ nonce: BigInt(beat) + 1n }));
      bench.pollAllAt(beat * 10 + 5);
    }
    return bench;
  }

  it('lets it take the slot over, also within the interval of the limit per pid', () => {
    const bench = besieged({});
    expect(bench.view.tracker.origin(0)).toBe('kernel-attested');
    expect([bench.view.outcomeTotal('restarted'), bench.view.outcomeTotal('refreshed')]).toEqual([1n, 19n]);
    expect(bench.metric('varta_tracker_origin_takeovers_total')).toBe(1n);
  });

  it('without originTakeover keeps it out for ever', () => {
    const bench = besieged({ originTakeover: false });
    expect(bench.view.tracker.origin(0)).toBe('network-unverified');
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(20n);
  });

  it('lets it take the slot over beyond the global limit too', () => {
    const bench = new Bench({ globalRate: 1, globalBurst: 1 });
    bench.send(0, datagram({ nonce: 9n }, { origin: 'network-unverified' }), datagram({ nonce: 1n }, { origin: 'socket-mode-only' }));
    expect(bench.pollAllAt(0)).toMatchObject([{ restarted: false }, { restarted: true, origin: 'socket-mode-only' }]);
    bench.send(0, datagram({ nonce: 9n }, { origin: 'network-unverified' }));
    expect(bench.pollAllAt(0)).toEqual([]);
    expect(bench.view.outcomeTotal('rate-limited-global')).toBe(1n);
  });
});

describe('Observer.poll(), of a last word,', () => {
  it('takes the first one within the interval of its pid, and no further one', () => {
    const bench = new Bench({ perPidRate: 100 });
    bench.send(0, datagram({ nonce: 1n }), datagram(LAST_WORD), datagram(LAST_WORD));
    expect(bench.pollAllAt(0)).toMatchObject([{ nonce: 1n }, { nonce: TERMINAL_NONCE, status: 'critical' }]);
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(1n);
    bench.send(0, datagram(LAST_WORD));
    expect(bench.pollAllAt(10)).toMatchObject([{ kind: 'out-of-order', nonce: TERMINAL_NONCE, lastNonce: 1n }]);
    bench.send(0, datagram({ nonce: 2n }), datagram(LAST_WORD));
    expect(bench.pollAllAt(20)).toHaveLength(2);
  });

  it('without lastWords drops it', () => {
    const bench = new Bench({ perPidRate: 100, lastWords: false });
    bench.send(0, datagram({ nonce: 1n }), datagram(LAST_WORD));
    expect(bench.pollAllAt(0)).toHaveLength(1);
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(1n);
  });

  it('takes it with its namespace gone, also beyond the global limit', () => {
    const bench = new Bench({ globalRate: 1, globalBurst: 1, nsInode: 3n });
    bench.send(0, datagram({ nonce: 1n }, { nsInode: 3n }), datagram({ nonce: 2n }), datagram(LAST_WORD), datagram(LAST_WORD));
    expect(bench.pollAllAt(0)).toMatchObject([{ nonce: 1n }, { nonce: TERMINAL_NONCE, nsInode: null }]);
    expect(bench.view.outcomeTotal('rate-limited-global')).toBe(2n);
    expect(bench.view.tracker.nsInode(0)).toBe(3n);
  });

  it('over another origin is limited as any beat', () => {
    const bench = new Bench({ perPidRate: 100 });
    bench.send(0, datagram({ nonce: 1n }), datagram(LAST_WORD, { origin: 'network-unverified' }));
    expect(bench.pollAllAt(0)).toHaveLength(1);
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(1n);
    expect(bench.view.tracker.terminalSeen(0)).toBe(false);
  });

  it('of a pid that nobody knows is its first beat', () => {
    const bench = new Bench();
    bench.send(0, datagram(LAST_WORD), datagram(LAST_WORD), datagram({ nonce: 1n }));
    expect(bench.pollAllAt(0).map(({ kind }) => kind)).toEqual(['beat', 'out-of-order', 'beat']);
  });
});
