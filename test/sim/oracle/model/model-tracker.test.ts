import { describe, expect, test } from 'vitest';
import { ModelTracker } from '../../../../sim/oracle/model/index.ts';
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
    expect(t.slots).toEqual([{ pid: 7, nonce: 2n, last: 9n, status: 'critical', origin: 'kernel-attested', ns: 3n, stalled: false }]);
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
