import { describe, expect, test } from 'vitest';
import { ModelTracker, type ModelOrigin } from '../../../../sim/oracle/model/index.ts';
import { U64_MAX, fill, named, record, tracker } from './support.ts';

describe('new ModelTracker()', () => {
  test('clamps capacity and window', () => {
    const large = new ModelTracker({ capacity: 9999, policy: 'strict', window: 9999 });
    expect([large.capacity, large.window, large.index.cells.length]).toEqual([4096, 4096, 8192]);
    expect(new ModelTracker({ capacity: 0, policy: 'strict', window: 0 })).toMatchObject({ capacity: 0, window: 1 });
  });
});

describe('ModelTracker.record()', () => {
  test('inserts a new pid and refreshes it when the nonce advances', () => {
    const t = tracker();
    expect(record(t, { pid: 7, nonce: 0n, now: 5n, ns: 3n })).toBe('inserted');
    expect(t.record({ pid: 7, nonce: 2n, status: 'critical' }, 9n, 100n, 'kernel-attested', 3n)).toBe('refreshed');
    expect(t.slots.map(({ plain }) => plain)).toEqual([
      {
        pid: 7,
        nonce: 2n,
        last: 9n,
        status: 'critical',
        origin: 'kernel-attested',
        ns: 3n,
        generation: null,
        terminal: false,
        stalled: false,
      },
    ]);
    expect([t.slotOf(7), t.lastNsOf(7), t.originOf(7), t.nsOf(7)]).toEqual([0, 9n, 'kernel-attested', 3n]);
    expect([t.slotOf(8), t.lastNsOf(8), t.originOf(8), t.nsOf(8)]).toEqual([-1, undefined, undefined, undefined]);
  });

  test('takes a time that lies before the last one', () => {
    const t = tracker();
    record(t, { pid: 7, now: 50n });
    expect(record(t, { pid: 7, nonce: 2n, now: 10n })).toBe('refreshed');
    expect(t.lastNsOf(7)).toBe(10n);
  });

  test('refuses a nonce that does not advance', () => {
    const t = tracker();
    record(t, { pid: 7, nonce: 5n });
    expect(record(t, { pid: 7, nonce: 5n, now: 1n })).toBe('out-of-order');
    expect(record(t, { pid: 7, nonce: 4n, now: 1n })).toBe('out-of-order');
    expect(t.slots[0]).toMatchObject({ nonce: 5n, last: 0n });
  });

  test('takes a wrap only from near the top to near zero', () => {
    const high = U64_MAX - 2n ** 20n;
    const low = 2n ** 20n - 1n;
    const after = (last: bigint, nonce: bigint) => {
      const t = tracker();
      record(t, { pid: 7, nonce: last });
      return [record(t, { pid: 7, nonce }), t.take('nonce_wraps'), t.slots[0].nonce];
    };
    expect(after(high, low)).toEqual(['refreshed', 1, low]);
    expect(after(U64_MAX, 0n)).toEqual(['refreshed', 1, 0n]);
    expect(after(high - 1n, low)).toEqual(['out-of-order', 0, high - 1n]);
    expect(after(high, low + 1n)).toEqual(['out-of-order', 0, high]);
    expect(after(high, U64_MAX)).toEqual(['refreshed', 0, U64_MAX]);
  });

  test('refuses another origin than the first', () => {
    const t = tracker();
    record(t, { pid: 7, now: 10n });
    expect(record(t, { pid: 7, nonce: 2n, now: 20n, origin: 'network-unverified' })).toBe('origin-conflict');
    expect(t.slots[0]).toMatchObject({ nonce: 1n, last: 10n, origin: 'kernel-attested' });
    expect([t.take('origin_conflicts'), t.take('origin_conflicts')]).toEqual([1, 0]);
    expect(record(t, { pid: 7, nonce: 3n })).toBe('refreshed');
  });

  test('refuses another namespace than the pinned one, and the loss of it', () => {
    const t = tracker();
    record(t, { pid: 7, ns: 123n });
    expect(record(t, { pid: 7, nonce: 2n, ns: 124n })).toBe('namespace-conflict');
    expect(record(t, { pid: 7, nonce: 2n, ns: null })).toBe('namespace-conflict');
    expect(t.nsOf(7)).toBe(123n);
    expect([t.take('namespace_conflicts'), t.take('namespace_conflicts')]).toEqual([2, 0]);
    expect(record(t, { pid: 7, nonce: 2n, ns: 123n })).toBe('refreshed');
  });

  test('pins a namespace that becomes known with an accepted beat', () => {
    const t = tracker();
    record(t, { pid: 7 });
    expect(record(t, { pid: 7, nonce: 2n })).toBe('refreshed');
    expect(t.nsOf(7)).toBeNull();
    expect(record(t, { pid: 7, nonce: 3n, ns: 999n })).toBe('refreshed');
    expect(t.nsOf(7)).toBe(999n);
  });

  test('pins no namespace with a beat refused for its nonce', () => {
    const t = tracker();
    record(t, { pid: 7, nonce: 5n });
    expect(record(t, { pid: 7, nonce: 5n, ns: 999n })).toBe('out-of-order');
    expect(t.nsOf(7)).toBeNull();
    expect(record(t, { pid: 7, nonce: 6n })).toBe('refreshed');
  });

  test('checks origin before namespace before nonce', () => {
    const t = tracker();
    record(t, { pid: 7, nonce: 5n, ns: 1n });
    expect(record(t, { pid: 7, nonce: 5n, ns: 2n, origin: 'operator-attested' })).toBe('origin-conflict');
    expect(record(t, { pid: 7, nonce: 5n, ns: 2n })).toBe('namespace-conflict');
    expect(record(t, { pid: 7, nonce: 5n, ns: 1n })).toBe('out-of-order');
  });

  test('refuses every pid at capacity 0', () => {
    const t = tracker({ capacity: 0, policy: 'balanced' });
    expect(record(t, { pid: 7 })).toBe('capacity-exceeded');
    expect(named(t.counts)).toMatchObject({ capacity_exceeded: 1, eviction_scan_truncated: 1 });
    expect(t.drain(1000n, 0n)).toEqual([]);
  });
});

describe('ModelTracker.record() begins a new life', () => {
  test('of a pid that has stalled, where the options allow it to its origin', () => {
    const after = (restart_after_stall: 'never' | 'attested' | 'always', origin: ModelOrigin) => {
      const t = tracker({ restart_after_stall });
      record(t, { pid: 7, nonce: 9n, origin });
      const early = record(t, { pid: 7, nonce: 1n, origin });
      t.drain(100n, 100n);
      return [early, record(t, { pid: 7, nonce: 1n, now: 100n, origin }), t.slots[0].nonce, t.stallCount, t.take('restarts')];
    };
    const refused = ['out-of-order', 'out-of-order', 9n, 1, 0];
    const begun = ['out-of-order', 'restarted', 1n, 0, 1];
    expect(after('never', 'kernel-attested')).toEqual(refused);
    expect(after('attested', 'kernel-attested')).toEqual(begun);
    expect(after('attested', 'operator-attested')).toEqual(begun);
    expect(after('attested', 'socket-mode-only')).toEqual(refused);
    expect(after('attested', 'network-unverified')).toEqual(refused);
    expect(after('always', 'network-unverified')).toEqual(begun);
  });

  test('at a larger generation, and refuses a smaller one', () => {
    const t = tracker({ pin_generation: true });
    const at = (nonce: bigint, generation: bigint | null, ns: bigint | null = null) => record(t, { pid: 7, nonce, generation, ns });
    expect([at(5n, null), at(6n, 40n), t.slots[0].generation]).toEqual(['inserted', 'refreshed', 40n]);
    expect([at(6n, 40n), at(99n, 39n), at(7n, null), t.slots[0].generation]).toEqual(['out-of-order', 'out-of-order', 'refreshed', 40n]);
    expect([at(1n, 41n, 3n), t.slots[0]]).toMatchObject(['restarted', { nonce: 1n, generation: 41n, ns: 3n }]);
    expect([at(1n, 42n, 4n), at(1n, 42n, 3n), t.take('restarts')]).toEqual(['namespace-conflict', 'restarted', 2]);
  });

  test('at no generation where those are not pinned', () => {
    const t = tracker();
    record(t, { pid: 7, generation: 1n });
    expect([record(t, { pid: 7, generation: 2n }), t.slots[0].generation]).toEqual(['out-of-order', null]);
  });

  test('where a stronger origin takes the slot over, whose sender is pinned anew', () => {
    const t = tracker({ origin_takeover: true, pin_generation: true });
    const origins = ['network-unverified', 'socket-mode-only', 'operator-attested', 'kernel-attested'] as const;
    origins.forEach((origin, nth) => record(t, { pid: 7, nonce: BigInt(9 - nth), origin, ns: BigInt(nth), generation: BigInt(9 - nth) }));
    expect(t.slots[0]).toMatchObject({ nonce: 6n, origin: 'kernel-attested', ns: 3n, generation: 6n });
    expect(record(t, { pid: 7, nonce: 99n, origin: 'operator-attested', ns: 3n })).toBe('origin-conflict');
    expect([t.take('origin_takeovers'), t.take('restarts'), t.take('origin_conflicts')]).toEqual([3, 0, 1]);
    expect(record(tracker({ origin_takeover: false }), { pid: 7 })).toBe('inserted');
  });
});

describe('ModelTracker.record() with last words', () => {
  const words = () => tracker({ last_words: true, restart_after_stall: 'always' });

  test('takes the first terminal nonce since a regular one, and keeps the last nonce', () => {
    const t = words();
    record(t, { pid: 7, nonce: 5n });
    expect([record(t, { pid: 7, nonce: U64_MAX, now: 1n }), t.slots[0]]).toMatchObject([
      'refreshed',
      { nonce: 5n, last: 1n, terminal: true },
    ]);
    expect([record(t, { pid: 7, nonce: U64_MAX, now: 2n }), t.slots[0].last]).toEqual(['out-of-order', 1n]);
    expect([record(t, { pid: 7, nonce: 6n, now: 3n }), t.slots[0].terminal]).toEqual(['refreshed', false]);
    expect(record(t, { pid: 7, nonce: U64_MAX, now: 4n })).toBe('refreshed');
  });

  test('takes one without a namespace, the first alone, and none of another namespace', () => {
    const t = words();
    record(t, { pid: 7, ns: 3n });
    expect(record(t, { pid: 7, nonce: U64_MAX, ns: 4n })).toBe('namespace-conflict');
    expect([record(t, { pid: 7, nonce: U64_MAX }), t.nsOf(7)]).toEqual(['refreshed', 3n]);
    expect(record(t, { pid: 7, nonce: U64_MAX })).toBe('namespace-conflict');
    expect(record(t, { pid: 7, nonce: U64_MAX, ns: 3n })).toBe('out-of-order');
  });

  test('ends a stall with one, and begins no life', () => {
    const t = words();
    record(t, { pid: 7, nonce: 5n });
    t.drain(100n, 100n);
    expect([record(t, { pid: 7, nonce: U64_MAX, now: 100n }), t.stallCount]).toEqual(['refreshed', 0]);
    t.drain(200n, 100n);
    expect(record(t, { pid: 7, nonce: U64_MAX, now: 200n })).toBe('out-of-order');
    expect([record(t, { pid: 7, nonce: 0n, now: 200n }), t.slots[0].terminal, t.take('restarts')]).toEqual(['restarted', false, 1]);
  });

  test('inserts a pid with one, which any regular nonce but 0 follows', () => {
    const t = words();
    expect([record(t, { pid: 7, nonce: U64_MAX }), t.slots[0]]).toMatchObject(['inserted', { nonce: 0n, terminal: true }]);
    expect([record(t, { pid: 7, nonce: 0n }), record(t, { pid: 7, nonce: 1n })]).toEqual(['out-of-order', 'refreshed']);
  });
});

describe('ModelTracker.drain()', () => {
  test('reports a silence of the threshold once, in slot order', () => {
    const t = tracker();
    record(t, { pid: 22, nonce: 4n, now: 10n, ns: 5n });
    record(t, { pid: 11, now: 11n, origin: 'network-unverified' });
    expect(t.drain(109n, 100n)).toEqual([]);
    expect(t.drain(110n, 100n)).toEqual([{ pid: 22, nonce: 4n, last: 10n, origin: 'kernel-attested', ns: 5n }]);
    expect(t.drain(9999n, 100n)).toEqual([{ pid: 11, nonce: 1n, last: 11n, origin: 'network-unverified', ns: null }]);
    expect(t.drain(9999n, 100n)).toEqual([]);
    expect(t.stallCount).toBe(2);
  });

  test('reports again after a beat ended the silence', () => {
    const t = tracker();
    record(t, { pid: 7 });
    t.drain(100n, 100n);
    record(t, { pid: 7, nonce: 2n, now: 150n });
    expect([t.stallCount, t.slots[0].stalled]).toEqual([0, false]);
    expect(t.drain(250n, 100n)).toHaveLength(1);
  });

  test('takes a time before the last beat for no silence, which stalls at threshold 0 only', () => {
    const t = tracker();
    record(t, { pid: 7, now: 50n });
    expect(t.drain(10n, 1n)).toEqual([]);
    expect(t.drain(10n, 0n)).toHaveLength(1);
  });
});

describe('ModelTracker.take()', () => {
  test('reads and zeroes the last victim', () => {
    const t = tracker({ capacity: 1 });
    fill(t, 1, 1);
    t.drain(2000n, 100n);
    record(t, { pid: 9, now: 2000n });
    expect([t.take('evicted_pid'), t.take('evicted_pid')]).toEqual([1, null]);
    expect([t.take('evictions'), t.take('evictions')]).toEqual([1, 0]);
  });
});

describe('ModelTracker.copyFrom()', () => {
  test('becomes what another is, slot by slot, and goes on without it', () => {
    const options = { last_words: true, pin_generation: true } as const;
    const [from, to] = [tracker(options), tracker(options)];
    record(to, { pid: 3, now: 1n });
    record(from, { pid: 7, nonce: 5n, now: 2n, ns: 3n, generation: 4n });
    record(from, { pid: 8, nonce: 9n, now: 60n, origin: 'network-unverified' });
    record(from, { pid: 8, nonce: U64_MAX, now: 70n, origin: 'network-unverified' });
    from.drain(150n, 100n);
    const plainOf = (t: ModelTracker): unknown => [t.slots.map(({ plain }) => plain), t.slotOf(3), t.slotOf(8), t.stallCount];
    const before = plainOf(from);
    expect(to.slotOf(3)).toBe(0);
    to.copyFrom(from);
    expect(plainOf(to)).toEqual(before);
    expect(to.slots[1]).toMatchObject({ nonce: 9n, last: 70n, terminal: true });
    record(to, { pid: 7, nonce: 6n, now: 160n, ns: 3n, generation: 4n });
    expect(plainOf(from)).toEqual(before);
  });
});
