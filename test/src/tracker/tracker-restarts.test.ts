import { describe, expect, it } from 'vitest';
import { BEAT_ORIGINS, type BeatOrigin } from '../../../src/tracker/origin.ts';
import { RESTART_POLICIES, type TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { beat, countersOf, drainPids, slotsOf, THRESHOLD_NS } from '../support/tracker-fixture.ts';

/** A tracker with these options, and a short way to beat. */
function start(options: TrackerOptions) {
  const tracker = new Tracker({ capacity: 4, ...options });
  const view = new TrackerView(tracker);
  const say = (
    nonce: bigint | number,
    nowNs: number,
    { origin = 'kernel-attested', ns = null, generation = null, status = 'ok' }: Partial<Saying> = {},
  ): string => tracker.record(beat(7, nonce, status), BigInt(nowNs), THRESHOLD_NS, origin, ns, generation);
  return { tracker, view, say, slot: () => slotsOf(view)[0], counters: () => countersOf(view) };
}

interface Saying {
  origin: BeatOrigin;
  ns: bigint | null;
  generation: bigint | null;
  status: 'ok' | 'degraded' | 'critical';
}

describe('Tracker.record() of a nonce that starts over, restartAfterStall:', () => {
  it.each(RESTART_POLICIES.flatMap((policy) => BEAT_ORIGINS.map((origin) => [policy, origin] as const)))(
    '%s, for %s',
    (restartAfterStall, origin) => {
      const { tracker, say, slot, counters } = start({ restartAfterStall });
      say(50, 0, { origin });
      expect(say(1, 99, { origin })).toBe('out-of-order');
      expect(drainPids(tracker, 100)).toEqual([7]);
      const attested = origin === 'kernel-attested' || origin === 'operator-attested';
      const passes = restartAfterStall === 'always' || (restartAfterStall === 'attested' && attested);
      expect(say(1, 150, { origin, status: 'degraded' })).toBe(passes ? 'restarted' : 'out-of-order');
      expect(slot()).toMatchObject(
        passes ? { nonce: 1n, lastNs: 150n, status: 'degraded', stalled: false } : { nonce: 50n, lastNs: 0n, status: 'ok', stalled: true },
      );
      expect(counters()).toMatchObject({ restarts: passes ? 1n : 0n });
      expect([tracker.takeRestarts(), tracker.takeRestarts()]).toEqual([passes ? 1n : 0n, 0n]);
    },
  );

  it('is no restart while the stall was not handed out, nor when the nonce advances or wraps', () => {
    const { tracker, view, say } = start({ restartAfterStall: 'always' });
    say(50, 0);
    expect(say(50, 10_000)).toBe('out-of-order');
    drainPids(tracker, 10_000);
    expect(say(51, 10_000)).toBe('refreshed');
    expect(view.stallCount).toBe(0);
    say(U64_MAX, 10_000);
    drainPids(tracker, 20_000);
    expect(say(0, 20_000)).toBe('refreshed');
    expect([tracker.takeRestarts(), tracker.takeNonceWraps()]).toEqual([0n, 1n]);
  });

  it('restarts once a stall: the next old nonce is out of order again', () => {
    const { tracker, view, say } = start({ restartAfterStall: 'always' });
    say(50, 0);
    drainPids(tracker, 100);
    expect(say(50, 100)).toBe('restarted');
    expect(view.stallCount).toBe(0);
    expect(say(50, 101)).toBe('out-of-order');
    expect(say(51, 101)).toBe('refreshed');
    expect(drainPids(tracker, 300)).toEqual([7]);
  });

  it('holds the new life to the namespace of the old one, or learns it', () => {
    const { tracker, say, slot } = start({ restartAfterStall: 'always' });
    say(50, 0);
    drainPids(tracker, 100);
    expect(say(1, 100, { ns: 5n })).toBe('restarted');
    expect(slot()).toMatchObject({ nsInode: 5n });
    drainPids(tracker, 300);
    expect(say(1, 300, { ns: 6n })).toBe('namespace-conflict');
    expect(say(1, 300)).toBe('namespace-conflict');
    expect(say(1, 300, { ns: 5n })).toBe('restarted');
  });
});

describe('Tracker.record(), pinGeneration:', () => {
  it('takes a later generation for a new life, whatever its nonce, and refuses an earlier one', () => {
    const { tracker, view, say, slot } = start({ pinGeneration: true });
    say(50, 0, { generation: 5n, status: 'critical' });
    drainPids(tracker, 100);
    expect(say(1, 100, { generation: 6n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 1n, lastNs: 100n, status: 'ok', stalled: false, generation: 6n });
    expect(view.stallCount).toBe(0);
    expect(say(99, 110, { generation: 5n })).toBe('out-of-order');
    expect(say(2, 110, { generation: 6n })).toBe('refreshed');
    expect(say(3, 120)).toBe('refreshed');
    expect(say(99, 130, { generation: 7n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 99n, generation: 7n });
    expect(tracker.takeRestarts()).toBe(2n);
  });

  it('learns a generation that was unknown, but never from a beat that is refused', () => {
    const { say, slot } = start({ pinGeneration: true });
    say(50, 0);
    expect(say(50, 1, { generation: 9n })).toBe('out-of-order');
    expect(slot()).toMatchObject({ generation: null });
    expect(say(51, 2, { generation: 3n })).toBe('refreshed');
    expect(slot()).toMatchObject({ generation: 3n });
    expect(say(52, 3)).toBe('refreshed');
    expect(slot()).toMatchObject({ generation: 3n });
    expect(say(1, 4, { generation: 4n, ns: 8n })).toBe('restarted');
    expect(slot()).toMatchObject({ generation: 4n, nsInode: 8n });
  });

  it('learns it from a beat that starts over after a stall', () => {
    const { tracker, say, slot } = start({ pinGeneration: true, restartAfterStall: 'always' });
    say(50, 0);
    drainPids(tracker, 100);
    expect(say(1, 100, { generation: 2n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 1n, generation: 2n });
  });

  it.each([
    [0n, 1n],
    [2n ** 31n - 1n, 2n ** 31n],
    [2n ** 32n - 1n, 2n ** 32n],
    [2n ** 32n + 1n, 2n ** 33n + 1n],
    [2n ** 53n, 2n ** 53n + 1n],
    [U64_MAX - 1n, U64_MAX],
  ])('tells %i from %i', (earlier, later) => {
    const { say, slot } = start({ pinGeneration: true });
    say(1, 0, { generation: earlier });
    expect(say(1, 1, { generation: earlier })).toBe('out-of-order');
    expect(say(1, 1, { generation: later })).toBe('restarted');
    expect(slot()).toMatchObject({ generation: later });
    expect(say(2, 1, { generation: earlier })).toBe('out-of-order');
  });

  it('looks at the namespace first', () => {
    const { say, counters } = start({ pinGeneration: true });
    say(1, 0, { generation: 5n, ns: 3n });
    expect(say(2, 1, { generation: 6n, ns: 4n })).toBe('namespace-conflict');
    expect(say(2, 1, { generation: 4n })).toBe('namespace-conflict');
    expect(counters()).toMatchObject({ restarts: 0n, namespaceConflicts: 2n });
  });

  it('is off unless it is asked for: generations are neither kept nor compared', () => {
    const { say, slot } = start({});
    say(5, 0, { generation: 9n });
    expect(slot()).toMatchObject({ generation: null });
    expect(say(6, 1, { generation: 1n })).toBe('refreshed');
    expect(say(1, 2, { generation: 99n })).toBe('out-of-order');
    expect(slot()).toMatchObject({ generation: null });
  });
});

describe('Tracker.record(), originTakeover:', () => {
  const STRENGTH: readonly BeatOrigin[] = ['network-unverified', 'socket-mode-only', 'operator-attested', 'kernel-attested'];
  const pairs = STRENGTH.flatMap((pinned, p) => STRENGTH.map((origin, o) => [pinned, origin, o - p] as const));

  it.each(pairs.filter(([, , more]) => more !== 0))('a slot of %s, a beat of %s', (pinned, origin, more) => {
    const { tracker, say, slot, counters } = start({ originTakeover: true, pinGeneration: true });
    say(50, 0, { origin: pinned, ns: 3n, generation: 9n });
    drainPids(tracker, 100);
    const before = slot();
    expect(say(1, 100, { origin, status: 'degraded', generation: 2n })).toBe(more > 0 ? 'restarted' : 'origin-conflict');
    expect(slot()).toEqual(
      more > 0
        ? {
            pid: 7,
            nonce: 1n,
            lastNs: 100n,
            status: 'degraded',
            origin,
            nsInode: null,
            stalled: false,
            terminal: false,
            generation: 2n,
          }
        : before,
    );
    expect(counters()).toMatchObject({ originTakeovers: more > 0 ? 1n : 0n, originConflicts: more > 0 ? 0n : 1n, restarts: 0n });
    expect([tracker.takeOriginTakeovers(), tracker.takeOriginTakeovers()]).toEqual([more > 0 ? 1n : 0n, 0n]);
  });

  it('pins what the stronger beat says, and forgets the generation where it says none', () => {
    const { say, slot } = start({ originTakeover: true, pinGeneration: true });
    say(50, 0, { origin: 'network-unverified', generation: 9n });
    expect(say(1, 1, { ns: 4n })).toBe('restarted');
    expect(slot()).toMatchObject({ origin: 'kernel-attested', nsInode: 4n, generation: null });
    expect(say(99, 2, { origin: 'network-unverified', ns: 4n })).toBe('origin-conflict');
    expect(say(2, 2, { ns: 4n })).toBe('refreshed');
  });

  it('is off unless it is asked for', () => {
    const { say } = start({ restartAfterStall: 'always', pinGeneration: true, lastWords: true });
    say(50, 0, { origin: 'network-unverified' });
    expect(say(51, 1)).toBe('origin-conflict');
  });
});

describe('Tracker.record() of a terminal nonce, lastWords:', () => {
  it('takes the first one, and regular nonces go on from where they were', () => {
    const { tracker, view, say, slot } = start({ lastWords: true });
    say(50, 0);
    drainPids(tracker, 100);
    expect(say(U64_MAX, 150, { status: 'critical' })).toBe('refreshed');
    expect(slot()).toMatchObject({ nonce: 50n, lastNs: 150n, status: 'critical', terminal: true, stalled: false });
    expect(view.stallCount).toBe(0);
    expect(say(50, 160)).toBe('out-of-order');
    expect(slot()).toMatchObject({ terminal: true });
    expect(say(51, 160)).toBe('refreshed');
    expect(slot()).toMatchObject({ nonce: 51n, terminal: false });
  });

  it('refuses a further one until a regular beat was taken', () => {
    const { say, slot } = start({ lastWords: true });
    say(50, 0);
    say(U64_MAX, 1);
    expect(say(U64_MAX, 2)).toBe('out-of-order');
    expect(slot()).toMatchObject({ lastNs: 1n });
    say(51, 3);
    expect(say(U64_MAX, 4)).toBe('refreshed');
  });

  it('needs no namespace, the first time', () => {
    const { say, slot, counters } = start({ lastWords: true });
    say(50, 0, { ns: 3n });
    expect(say(U64_MAX, 1, { ns: 4n })).toBe('namespace-conflict');
    expect(say(51, 1)).toBe('namespace-conflict');
    expect(say(U64_MAX, 2)).toBe('refreshed');
    expect(slot()).toMatchObject({ nsInode: 3n, terminal: true });
    expect(say(U64_MAX, 3)).toBe('namespace-conflict');
    expect(counters()).toMatchObject({ namespaceConflicts: 3n });
  });

  it('may be the first beat of a pid, or of a new life: then there is no regular nonce yet', () => {
    const { say, slot } = start({ lastWords: true, pinGeneration: true, originTakeover: true });
    expect(say(U64_MAX, 0, { origin: 'network-unverified' })).toBe('inserted');
    expect(slot()).toMatchObject({ nonce: 0n, terminal: true });
    expect(say(U64_MAX, 1, { origin: 'operator-attested', generation: 1n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 0n, terminal: true });
    expect(say(5, 2, { origin: 'operator-attested' })).toBe('refreshed');
    expect(say(U64_MAX, 3, { origin: 'operator-attested', generation: 2n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 0n, terminal: true, generation: 2n });
    expect(say(1, 4, { origin: 'operator-attested', generation: 3n })).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 1n, terminal: false });
  });

  it('learns namespace and generation as every accepted beat does', () => {
    const { say, slot } = start({ lastWords: true, pinGeneration: true });
    say(50, 0);
    expect(say(U64_MAX, 1, { ns: 3n, generation: 4n })).toBe('refreshed');
    expect(slot()).toMatchObject({ nsInode: 3n, generation: 4n });
    expect(say(U64_MAX, 2, { ns: 3n, generation: 3n })).toBe('out-of-order');
  });

  it('is no way to start over: only a regular nonce is, after a stall', () => {
    const { tracker, say, slot } = start({ lastWords: true, restartAfterStall: 'always' });
    say(50, 0);
    say(U64_MAX, 1);
    drainPids(tracker, 200);
    expect(say(U64_MAX, 200)).toBe('out-of-order');
    expect(say(1, 200)).toBe('restarted');
    expect(slot()).toMatchObject({ nonce: 1n, terminal: false });
  });

  it('is off unless it is asked for: the nonce is one like any other', () => {
    const { say, slot } = start({ restartAfterStall: 'always', pinGeneration: true, originTakeover: true });
    say(50, 0);
    expect(say(U64_MAX, 1)).toBe('refreshed');
    expect(slot()).toMatchObject({ nonce: U64_MAX, terminal: false });
    expect(say(2n ** 20n, 2)).toBe('out-of-order');
    expect(say(0, 2)).toBe('refreshed');
  });
});
