import { describe, expect, test } from 'vitest';
import { ModelObserver, type ModelDatagram, type ModelObserverOptions } from '../../../../sim/oracle/model/index.ts';
import { MS, SECOND, U64_MAX, datagram, named } from './support.ts';

/** One listener, threshold 10 s, changed by `change`. */
function observer(change: Partial<ModelObserverOptions> = {}): ModelObserver {
  return new ModelObserver({ threshold: 10n * SECOND, ...change }, 1);
}

/** What `o` makes of one datagram at `now`. */
function take(o: ModelObserver, given: ModelDatagram, now = 0n) {
  o.deliver(0, given);
  return o.poll(now);
}

/** The outcomes that are not 0. */
function outcomes(o: ModelObserver) {
  return Object.fromEntries(Object.entries(named(o.outcomes)).filter(([, count]) => count > 0));
}

describe('ModelObserver.poll() passes a datagram through the gates', () => {
  test('and surfaces an accepted beat', () => {
    const o = observer();
    const given = datagram({ status: 'degraded', timestamp: 5n, payload: 6 }, { ns: 8n, peer: 7 });
    expect(take(o, given, 3n)).toEqual({
      kind: 'beat',
      pid: 7,
      status: 'degraded',
      nonce: 1n,
      timestamp: 5n,
      payload: 6,
      origin: 'kernel-attested',
      nsInode: 8n,
      restarted: false,
    });
    expect(o.tracker.lastNsOf(7)).toBe(3n);
    expect(outcomes(o)).toEqual({ inserted: 1 });
  });

  test('1: refuses what is not a frame, and names the listener', () => {
    const o = new ModelObserver({ threshold: SECOND }, 3);
    o.deliver(2, datagram({ pid: 1 }));
    o.deliver(1, { ...datagram(), bytes: new Uint8Array(3) });
    expect(o.poll(0n)).toEqual({ kind: 'decode', refusal: 'bad-length', listener: 1 });
    expect(o.poll(0n)).toEqual({ kind: 'decode', refusal: 'bad-pid', listener: 2 });
    expect(named(o.refusals)).toMatchObject({ 'bad-length': 1, 'bad-pid': 1, 'bad-crc': 0 });
    expect(outcomes(o)).toEqual({ 'decode-refused': 2 });
  });

  test('2: refuses a pid that the kernel does not vouch for', () => {
    const o = observer({ pid_max: 5 });
    expect(take(o, datagram({}, { peer: 8 }))).toEqual({ kind: 'auth-failure', pid: 7, peerPid: 8 });
    expect(outcomes(o)).toEqual({ 'auth-failure': 1 });
    expect(o.tracker.slots).toEqual([]);
  });

  test('3: drops a pid above the maximum, but only where the kernel does not vouch for it', () => {
    const o = observer({ pid_max: 7 });
    expect(take(o, datagram({ pid: 8 }))).toBeNull();
    expect(take(o, datagram({ pid: 7 }))).toMatchObject({ kind: 'beat', pid: 7 });
    expect(take(o, datagram({ pid: 8 }, { peer: 8 }))).toMatchObject({ kind: 'beat', pid: 8 });
    expect(outcomes(o)).toEqual({ 'pid-above-max': 1, inserted: 2 });
  });

  test('4: drops a beat too soon after the last accepted one', () => {
    const o = observer();
    take(o, datagram(), 0n);
    expect(take(o, datagram({ nonce: 2n }), 10n * MS - 1n)).toBeNull();
    expect(take(o, datagram({ nonce: 2n }), 10n * MS)).toMatchObject({ kind: 'beat' });
    expect(take(o, datagram({ pid: 8 }), 10n * MS)).toMatchObject({ kind: 'beat', pid: 8 });
    expect(outcomes(o)).toEqual({ 'rate-limited-per-pid': 1, inserted: 2, refreshed: 1 });
  });

  test('4: rounds the interval down, and is off at rate 0', () => {
    const third = observer({ per_pid_rate: 3 });
    take(third, datagram());
    expect(take(third, datagram({ nonce: 2n }), 333_333_332n)).toBeNull();
    expect(take(third, datagram({ nonce: 2n }), 333_333_333n)).toMatchObject({ kind: 'beat' });
    const off = observer({ per_pid_rate: 0 });
    take(off, datagram());
    expect(take(off, datagram({ nonce: 2n }))).toMatchObject({ kind: 'beat' });
  });

  test('4: lets a first last word pass, but no second one, nor one of another origin', () => {
    const o = observer({ last_words: true });
    take(o, datagram(), 0n);
    expect(take(o, datagram({ nonce: U64_MAX, status: 'critical' }, { origin: 'socket-mode-only' }), 1n)).toBeNull();
    expect(take(o, datagram({ nonce: U64_MAX, status: 'critical' }), 1n)).toMatchObject({ kind: 'beat', nonce: U64_MAX });
    expect(take(o, datagram({ nonce: U64_MAX, status: 'critical' }), 2n)).toBeNull();
    expect(outcomes(o)).toEqual({ inserted: 1, refreshed: 1, 'rate-limited-per-pid': 2 });
  });

  test('4 and 5: let a stronger origin take a slot over, also where nothing is paid', () => {
    const o = observer({ origin_takeover: true, global_rate: 1, global_burst: 1 });
    take(o, datagram({}, { origin: 'network-unverified' }), 0n);
    expect(take(o, datagram({}, { origin: 'operator-attested' }), 1n)).toMatchObject({ kind: 'beat', restarted: true });
    expect(take(o, datagram({ nonce: 2n }, { origin: 'network-unverified' }), 2n)).toBeNull();
    expect(outcomes(o)).toEqual({ inserted: 1, restarted: 1, 'rate-limited-per-pid': 1 });
  });

  test('whatever is read has its price in the global bucket', () => {
    const o = observer({ pid_max: 100 });
    take(o, datagram());
    take(o, datagram({ nonce: 2n }));
    take(o, { ...datagram(), bytes: new Uint8Array(3) });
    take(o, datagram({}, { peer: 8 }));
    take(o, datagram({ pid: 101 }));
    expect(o.milliTokens).toBe((10_000 - 5) * 1000);
  });

  test('5: what has not paid makes no event and no reason, but for the due beat of a known pid', () => {
    const o = observer({ global_rate: 1, global_burst: 1, ns: 1n, pid_max: 100 });
    take(o, datagram({ pid: 7 }, { ns: 1n }));
    for (const given of [
      { ...datagram(), bytes: new Uint8Array(3) },
      datagram({}, { peer: 8 }),
      datagram({ pid: 101 }),
      datagram({ pid: 8 }),
      datagram({ nonce: 2n }, { ns: 2n }),
      datagram({ nonce: 2n }, { ns: null }),
      datagram({ nonce: 2n }, { ns: 1n, origin: 'socket-mode-only' }),
    ]) {
      expect(take(o, given, 10n * MS)).toBeNull();
    }
    expect(take(o, datagram({ nonce: 2n }, { ns: 1n }), 10n * MS)).toMatchObject({ kind: 'beat', nonce: 2n });
    expect(outcomes(o)).toEqual({ inserted: 1, 'rate-limited-global': 7, refreshed: 1 });
    expect(Object.values(named(o.refusals)).every((count) => count === 0)).toBe(true);
  });

  test('5: a first last word passes unpaid although its namespace cannot be read any more', () => {
    const o = observer({ global_rate: 1, global_burst: 1, last_words: true });
    take(o, datagram({}, { ns: 1n }));
    expect(take(o, datagram({ nonce: U64_MAX, status: 'critical' }, { ns: null }))).toMatchObject({ kind: 'beat', nonce: U64_MAX });
    expect(o.tracker.slots[0]).toMatchObject({ nonce: 1n, terminal: true, ns: 1n });
  });

  test('5: drops beats beyond the global burst', () => {
    const o = observer({ global_rate: 1, global_burst: 2 });
    for (const pid of [2, 3, 4]) take(o, datagram({ pid }));
    expect(outcomes(o)).toEqual({ inserted: 2, 'rate-limited-global': 1 });
    expect(take(o, datagram({ pid: 4 }), SECOND)).toMatchObject({ kind: 'beat', pid: 4 });
  });

  test('5: charges for beats that are refused later on', () => {
    const o = observer({ ns: 1n, per_pid_rate: 0 });
    take(o, datagram());
    take(o, datagram());
    take(o, datagram({}, { ns: 2n }));
    expect(o.milliTokens).toBe(10_000 * 1000 - 3000);
    expect(outcomes(o)).toEqual({ inserted: 1, 'out-of-order': 1, 'namespace-mismatch': 1 });
  });

  test('6: refuses another namespace than its own, if both are known', () => {
    const o = observer({ ns: 1n });
    expect(take(o, datagram({}, { ns: 2n }))).toEqual({
      kind: 'namespace-conflict',
      pid: 7,
      nsInode: 2n,
      expectedNsInode: 1n,
      refusedBy: 'observer',
    });
    expect(take(o, datagram({ pid: 8 }, { ns: null }))).toMatchObject({ kind: 'beat' });
    expect(take(o, datagram({ pid: 9 }, { ns: 1n }))).toMatchObject({ kind: 'beat' });
    expect(take(observer(), datagram({}, { ns: 2n }))).toMatchObject({ kind: 'beat' });
    const open = observer({ ns: 1n, allow_cross_namespace: true });
    expect(take(open, datagram({}, { ns: 2n }))).toMatchObject({ kind: 'beat' });
  });

  test('7: surfaces conflicts with the slot, one late beat in a silence, and no homeless one', () => {
    const o = observer({ capacity: 1, per_pid_rate: 0 });
    take(o, datagram({ nonce: 5n }, { ns: 1n }));
    expect(take(o, datagram({ nonce: 6n }, { origin: 'socket-mode-only' }))).toEqual({
      kind: 'origin-conflict',
      pid: 7,
      origin: 'socket-mode-only',
      slotOrigin: 'kernel-attested',
    });
    expect(take(o, datagram({ nonce: 6n }))).toEqual({
      kind: 'namespace-conflict',
      pid: 7,
      nsInode: null,
      expectedNsInode: 1n,
      refusedBy: 'slot',
    });
    const late = { kind: 'out-of-order', pid: 7, nonce: 4n, lastNonce: 5n, origin: 'kernel-attested', nsInode: 1n };
    expect(take(o, datagram({ nonce: 4n }, { ns: 1n }))).toEqual(late);
    expect(take(o, datagram({ nonce: 4n }, { ns: 1n }))).toBeNull();
    take(o, datagram({ nonce: 6n }, { ns: 1n }));
    expect(take(o, datagram({ nonce: 4n }, { ns: 1n }))).toEqual({ ...late, lastNonce: 6n });
    expect(take(o, datagram({ pid: 8 }))).toBeNull();
    expect(outcomes(o)).toEqual({
      inserted: 1,
      'origin-conflict': 1,
      'namespace-conflict': 1,
      refreshed: 1,
      'out-of-order': 3,
      'capacity-exceeded': 1,
    });
  });
});

describe('ModelObserver.poll() reads listeners', () => {
  test('round robin, on from the last one asked, until one makes an event or all are empty in a row', () => {
    const o = new ModelObserver({ threshold: SECOND }, 3);
    for (const [listener, pid] of [
      [0, 10],
      [0, 11],
      [2, 30],
      [2, 31],
    ] as const) {
      o.deliver(listener, datagram({ pid }));
    }
    const seen = [1, 2, 3, 4, 5].map(() => {
      const event = o.poll(0n);
      return [event?.kind === 'beat' ? event.pid : null, o.nextListener];
    });
    expect(seen).toEqual([
      [10, 1],
      [30, 0],
      [11, 1],
      [31, 0],
      [null, 0],
    ]);
  });

  test('past dropped datagrams, as long as there are others', () => {
    const o = new ModelObserver({ threshold: SECOND, pid_max: 100 }, 2);
    o.deliver(0, datagram({ pid: 101 }));
    o.deliver(0, datagram({ pid: 50 }));
    o.deliver(1, datagram({ pid: 102 }));
    expect(o.poll(0n)).toMatchObject({ kind: 'beat', pid: 50 });
    expect([o.waiting(0), o.waiting(1), o.nextListener]).toEqual([0, 0, 1]);
  });

  test('64 datagrams a poll at most', () => {
    const o = new ModelObserver({ threshold: SECOND, pid_max: 100 }, 1);
    for (let nth = 0; nth < 65; nth++) o.deliver(0, datagram({ pid: 101 }));
    expect(o.poll(0n)).toBeNull();
    expect(o.waiting(0)).toBe(1);
    expect(o.poll(0n)).toBeNull();
    expect(outcomes(o)).toEqual({ 'pid-above-max': 65 });
  });

  test('and keeps nothing of a datagram it has read', () => {
    const o = observer();
    const given = { ...datagram(), peer: 7 as number | null };
    const event = take(o, given);
    given.bytes.fill(0);
    given.peer = 3;
    expect(event).toMatchObject({ pid: 7, nonce: 1n });
    expect(o.waiting(0)).toBe(0);
  });
});

describe('ModelObserver.poll() reads its clock', () => {
  test('and never goes back', () => {
    const o = observer();
    o.poll(100n);
    take(o, datagram(), 50n);
    expect([o.tracker.lastNsOf(7), o.clockRegressions]).toEqual([100n, 1]);
    o.poll(100n);
    expect(o.clockRegressions).toBe(1);
  });

  test('and counts a long step only once the next reading confirms it, as the longest step', () => {
    const o = observer({ max_step: 100n });
    const times = [1000n, 1100n, 1201n, 1201n, 9000n, 9100n].map((reading) => {
      o.deliver(0, datagram({ pid: Number(reading) + o.tracker.slots.length }));
      o.poll(reading);
      return o.tracker.slots.at(-1)?.last;
    });
    expect(times).toEqual([1000n, 1100n, 1100n, 1200n, 1200n, 1400n]);
    expect(o.pauses).toBe(2);
  });

  test('and forgets a long step that the next reading takes back', () => {
    const o = observer({ max_step: 100n });
    for (const reading of [1000n, 2n ** 63n, 1010n, 1020n]) o.poll(reading);
    take(o, datagram(), 1030n);
    expect(o.tracker.lastNsOf(7)).toBe(1020n);
    expect([o.pauses, o.clockRegressions]).toEqual([1, 1]);
  });

  test('and waits a small step back out, but goes on from a large one', () => {
    const o = observer({ max_step: 100n });
    for (const reading of [1000n, 900n, 1000n]) o.poll(reading);
    take(o, datagram(), 1001n);
    expect(o.tracker.lastNsOf(7)).toBe(1001n);
    o.poll(900n);
    take(o, datagram({ pid: 8 }), 905n);
    expect(o.tracker.lastNsOf(8)).toBe(1006n);
    expect(o.clockRegressions).toBe(2);
  });

  test('and counts steps above 5 s, the first reading left out', () => {
    const o = observer();
    o.poll(100n * SECOND);
    expect(o.clockForwardJumps).toBe(0);
    o.poll(105n * SECOND);
    expect(o.clockForwardJumps).toBe(0);
    o.poll(110n * SECOND + 1n);
    expect(o.clockForwardJumps).toBe(1);
  });
});
