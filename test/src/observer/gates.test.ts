import { describe, expect, it } from 'vitest';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import type { Outcome } from '../../../src/observer/outcome.ts';
import { OUTCOMES } from '../../../src/observer/outcome.ts';
import { Bench, datagram } from '../support/bench.ts';

/** What can be wrong with a datagram, in the order in which the observer must look. */
const FAULTS = ['decode', 'auth', 'pid-max', 'per-pid', 'namespace', 'origin'] as const;
type Fault = (typeof FAULTS)[number];

const PID = 2000;

const ANSWERS: Readonly<Record<Fault | 'none', readonly [Outcome, ObserverEvent | null]>> = {
  decode: ['decode-refused', { kind: 'decode', refusal: 'bad-crc', listener: 0 }],
  auth: ['auth-failure', { kind: 'auth-failure', pid: PID, peerPid: PID + 1 }],
  'pid-max': ['pid-above-max', null],
  'per-pid': ['rate-limited-per-pid', null],
  namespace: ['namespace-mismatch', { kind: 'namespace-conflict', pid: PID, nsInode: 2n, expectedNsInode: 1n, refusedBy: 'observer' }],
  origin: ['origin-conflict', { kind: 'origin-conflict', pid: PID, origin: 'network-unverified', slotOrigin: 'kernel-attested' }],
  none: [
    'refreshed',
    {
      kind: 'beat',
      pid: PID,
      status: 'ok',
      nonce: 6n,
      timestamp: 5n,
      payload: 9,
      origin: 'kernel-attested',
      nsInode: 1n,
      restarted: false,
    },
  ],
};

/** Every set of faults that one datagram can have: its peer cannot be both known and unknown. */
function faultSets(): Fault[][] {
  const sets: Fault[][] = [];
  for (let bits = 0; bits < 1 << FAULTS.length; bits++) {
    const faults = FAULTS.filter((_, at) => (bits >> at) & 1);
    if (!(faults.includes('auth') && faults.includes('pid-max'))) sets.push(faults);
  }
  return sets;
}

/** The fault that the observer must answer for. */
function firstOf(faults: readonly Fault[]): Fault | 'none' {
  return faults.length === 0 ? 'none' : faults[0];
}

/** An observer that knows {@link PID} since 1 ms, with its bucket empty or not, and a second datagram of it with these faults. */
function setUp(faults: readonly Fault[], isPaid: boolean): { bench: Bench; poll: () => ObserverEvent | null } {
  const has = (fault: Fault): boolean => faults.includes(fault);
  const bench = new Bench({
    thresholdNs: 60_000_000_000n,
    perPidRate: 100,
    globalRate: 1,
    globalBurst: isPaid ? 2 : 1,
    pidMax: 1000,
    nsInode: 1n,
  });
  bench.send(0, datagram({ pid: PID, nonce: 5n }, { peerPid: PID, nsInode: 1n }));
  if (bench.pollAt(1)?.kind !== 'beat') throw new Error('the first beat was refused');
  const second = datagram(
    { pid: PID, nonce: 6n },
    {
      peerPid: has('auth') ? PID + 1 : has('pid-max') ? null : PID,
      nsInode: has('namespace') ? 2n : 1n,
      origin: has('origin') ? 'network-unverified' : 'kernel-attested',
    },
  );
  if (has('decode')) second.bytes[28] ^= 1;
  bench.send(0, second);
  return { bench, poll: () => bench.pollAt(has('per-pid') ? 2 : 20) };
}

describe.each([
  ['while the global limit lets it pass', true],
  ['beyond the global limit', false],
])('Observer.poll(), for one datagram, %s,', (_when, isPaid) => {
  it.each(faultSets().map((faults) => [faults.join(' + ') || 'nothing', firstOf(faults), faults] as const))(
    'where %s is wrong answers for: %s',
    (_name, first, faults) => {
      const { bench, poll } = setUp(faults, isPaid);
      const { view } = bench;
      const tokens = view.milliTokens;
      // The beat that is due and the one that comes too soon cost nobody else anything.
      const isBounded = first === 'none' || first === 'per-pid';
      const [outcome, event] = isPaid || isBounded ? ANSWERS[first] : (['rate-limited-global', null] as const);
      expect(poll()).toEqual(event);
      expect(view.lastOutcome(0)).toBe(outcome);
      expect([view.reads, view.readListener(0), OUTCOMES[view.readOutcomeCode(0)]]).toEqual([1, 0, outcome]);
      const expected = OUTCOMES.map((name) => (name === 'inserted' || name === outcome ? 1n : 0n));
      expect(OUTCOMES.map((name) => view.outcomeTotal(name))).toEqual(expected);
      expect(view.refusalTotal('bad-crc')).toBe(outcome === 'decode-refused' ? 1n : 0n);
      // Every datagram that is read pays, whatever becomes of it.
      expect(view.milliTokens).toBe(tokens + (faults.includes('per-pid') ? 1 : 19) - (isPaid ? 1000 : 0));
      expect(view.tracker.lastBeatNs(0)).toBe(first === 'none' ? 20_000_000n : 1_000_000n);
    },
  );
});

describe('Observer.poll(), gate by gate,', () => {
  it('names the refusal and the listener of what is no frame', () => {
    const bench = new Bench({}, 2);
    bench.send(1, { ...datagram(), bytes: new Uint8Array(5) });
    expect(bench.pollAt(0)).toEqual({ kind: 'decode', refusal: 'bad-length', listener: 1 });
    expect(bench.view.refusalTotal('bad-length')).toBe(1n);
    expect(bench.view.refusalTotal('bad-magic')).toBe(0n);
  });

  it('takes a frame whose peer pid is known and the same, above the pid limit too', () => {
    const bench = new Bench({ pidMax: 10 });
    bench.send(0, datagram({ pid: 11 }, { peerPid: 11 }));
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat', pid: 11 });
  });

  it('takes an unattested pid at the limit and drops the one above', () => {
    const bench = new Bench({ pidMax: 10 });
    bench.send(0, datagram({ pid: 10 }), datagram({ pid: 11 }));
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat', pid: 10 });
    expect(bench.pollAt(0)).toBeNull();
    expect(bench.view.outcomeTotal('pid-above-max')).toBe(1n);
  });

  it('limits each pid by itself: one beat per interval, from the last accepted one on', () => {
    const bench = new Bench({ perPidRate: 100 });
    const beatOf = (pid: number, nonce: number): void => bench.send(0, datagram({ pid, nonce: BigInt(nonce) }));
    beatOf(7, 1);
    beatOf(8, 1);
    expect(bench.pollAllAt(0)).toHaveLength(2);
    beatOf(7, 2);
    bench.clock.nowNs = 9_999_999n;
    expect(bench.observer.poll()).toBeNull();
    expect(bench.view.lastOutcome(0)).toBe('rate-limited-per-pid');
    beatOf(7, 3);
    bench.clock.nowNs = 10_000_000n;
    expect(bench.observer.poll()).toMatchObject({ kind: 'beat', nonce: 3n });
    expect(bench.view.outcomeTotal('rate-limited-per-pid')).toBe(1n);
  });

  it('lets a dropped beat not delay the next one', () => {
    const bench = new Bench({ perPidRate: 100 });
    for (const [ms, nonce] of [
      [0, 1],
      [5, 2],
      [9, 3],
      [10, 4],
    ]) {
      bench.send(0, datagram({ nonce: BigInt(nonce) }));
      bench.pollAt(ms);
    }
    expect(bench.view.tracker.lastNonce(0)).toBe(4n);
  });

  it('limits all pids together by the bucket', () => {
    const bench = new Bench({ globalRate: 1000, globalBurst: 3 });
    for (let pid = 2; pid < 12; pid++) bench.send(0, datagram({ pid }));
    for (let turn = 0; turn < 10; turn++) bench.pollAt(0);
    expect([bench.view.outcomeTotal('inserted'), bench.view.outcomeTotal('rate-limited-global')]).toEqual([3n, 7n]);
    bench.send(0, datagram({ pid: 20 }), datagram({ pid: 21 }));
    bench.pollAt(1);
    bench.pollAt(1);
    expect([bench.view.outcomeTotal('inserted'), bench.view.outcomeTotal('rate-limited-global')]).toEqual([4n, 8n]);
  });

  it.each([
    ['its own is unknown', { nsInode: null }, 5n],
    ["the sender's is unknown", { nsInode: 4n }, null],
    ['both are the same', { nsInode: 5n }, 5n],
    ['others are allowed', { nsInode: 4n, allowCrossNamespace: true }, 5n],
  ])('asks for no namespace where %s', (_name, options, nsInode) => {
    const bench = new Bench(options);
    bench.send(0, datagram({}, { nsInode }));
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat', nsInode });
  });

  it("tells a slot's namespace conflict from its own", () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 1n }, { nsInode: 4n }), datagram({ nonce: 2n }, { nsInode: 5n }), datagram({ nonce: 2n }));
    bench.pollAt(0);
    expect(bench.pollAt(0)).toEqual({ kind: 'namespace-conflict', pid: 7, nsInode: 5n, expectedNsInode: 4n, refusedBy: 'slot' });
    expect(bench.pollAt(0)).toEqual({ kind: 'namespace-conflict', pid: 7, nsInode: null, expectedNsInode: 4n, refusedBy: 'slot' });
    expect(bench.view.outcomeTotal('namespace-conflict')).toBe(2n);
    expect(bench.view.outcomeTotal('namespace-mismatch')).toBe(0n);
  });

  it('says nothing of a beat beyond capacity', () => {
    const bench = new Bench({ capacity: 1 });
    bench.send(0, datagram({ pid: 7, nonce: 5n }), datagram({ pid: 8 }));
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat' });
    expect(bench.pollAt(0)).toBeNull();
    expect(bench.view.lastOutcome(0)).toBe('capacity-exceeded');
  });

  it('passes everything that the frame says on to the beat event', () => {
    const bench = new Bench();
    const fields = {
      status: 'critical',
      pid: 2 ** 32 - 1,
      timestamp: 2n ** 64n - 2n,
      nonce: 2n ** 64n - 1n,
      payload: 2 ** 32 - 1,
    } as const;
    bench.send(0, datagram(fields, { origin: 'socket-mode-only', nsInode: 2n ** 64n - 1n }));
    expect(bench.pollAt(0)).toEqual({
      kind: 'beat',
      ...fields,
      origin: 'socket-mode-only',
      nsInode: 2n ** 64n - 1n,
      restarted: false,
    });
  });
});
