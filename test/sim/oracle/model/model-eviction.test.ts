import { describe, expect, test } from 'vitest';
import { U64_MAX, fill, named, pidsAt, record, tracker } from './support.ts';
import { expectSame } from '../../../support/expect-equal.ts';

describe('ModelTracker.record() on a full tracker', () => {
  test('searches nothing under strict as long as no slot is flagged', () => {
    const t = tracker({ capacity: 64, window: 5 });
    fill(t, 1, 64);
    expect(record(t, { pid: 99_999, now: 10_000n })).toBe('capacity-exceeded');
    expect(t.cursor).toBe(0);
    expect([t.take('eviction_scan_truncated'), t.take('eviction_scan_truncated')]).toEqual([1, 0]);
    expect(t.take('capacity_exceeded')).toBe(1);
  });

  test.each(['strict', 'balanced'] as const)('gives the first flagged slot of a long silence away (%s)', (policy) => {
    const t = tracker({ capacity: 3, policy });
    fill(t, 1, 3);
    t.drain(1001n, 100n);
    expect(record(t, { pid: 9, now: 1001n })).toBe('inserted');
    expect(t.slots.map(({ pid, stalled }) => [pid, stalled])).toEqual([
      [9, false],
      [2, true],
      [3, true],
    ]);
    expect([t.cursor, t.stallCount, t.lastEvictedPid, t.counts.of('evictions')]).toEqual([1, 2, 1, 1]);
    expect([t.slotOf(9), t.slotOf(1)]).toEqual([0, -1]);
  });

  test('evicts after more than ten thresholds, not after exactly ten', () => {
    const t = tracker({ capacity: 1 });
    fill(t, 1, 1);
    t.drain(1000n, 100n);
    expect(record(t, { pid: 9, now: 1000n })).toBe('capacity-exceeded');
    expect(record(t, { pid: 9, now: 1001n })).toBe('inserted');
  });

  test('evicts nothing when ten thresholds are more than a u64 holds', () => {
    const t = tracker({ capacity: 1, policy: 'balanced' });
    const beat = (pid: number, now: bigint) => t.record({ pid, nonce: 1n, status: 'ok' }, now, 2n ** 62n, 'kernel-attested', null);
    beat(2, 0n);
    t.drain(U64_MAX, 2n ** 62n);
    expect(beat(3, U64_MAX)).toBe('capacity-exceeded');
  });

  test('looks at one window, going on where the last search ended', () => {
    const t = tracker({ capacity: 5, window: 2 });
    fill(t, 1, 5);
    t.drain(200n, 100n);
    const cursors = [1, 2, 3, 4].map(() => {
      expect(record(t, { pid: 9, now: 300n })).toBe('capacity-exceeded');
      return t.cursor;
    });
    expect(cursors).toEqual([2, 4, 1, 3]);
    expect(record(t, { pid: 9, now: 1001n })).toBe('inserted');
    expect([t.lastEvictedPid, t.cursor]).toEqual([4, 4]);
    expect(t.counts.of('eviction_scan_truncated')).toBe(4);
  });

  test('passes slots that are not flagged under strict, but not under balanced', () => {
    const evicted = (['strict', 'balanced'] as const).map((policy) => {
      const t = tracker({ capacity: 2, policy });
      fill(t, 1, 2);
      record(t, { pid: 1, nonce: 2n, now: 1n });
      t.drain(100n, 100n);
      // Pid 2 is flagged and beats again, so that no flagged slot is left that is silent for long enough.
      record(t, { pid: 2, nonce: 2n, now: 2000n });
      record(t, { pid: 9, now: 2000n });
      return t.lastEvictedPid;
    });
    expect(evicted).toEqual([null, 1]);
  });

  test('makes one pass under balanced as long as no slot is flagged', () => {
    const t = tracker({ capacity: 8, policy: 'balanced', window: 3 });
    fill(t, 1, 8);
    expect(record(t, { pid: 9, now: 1000n })).toBe('capacity-exceeded');
    expect(t.cursor).toBe(3);
  });

  test('makes two passes under balanced, the second from where the first ended', () => {
    const t = tracker({ capacity: 6, policy: 'balanced', window: 2 });
    fill(t, 1, 5);
    record(t, { pid: 6, now: 1950n });
    t.drain(150n, 100n);
    record(t, { pid: 3, nonce: 2n, now: 160n });
    for (const pid of [1, 2]) record(t, { pid, nonce: 2n, now: 1950n });
    // The first pass sees pids 1 and 2, which beat lately; the second one sees pid 3, silent for long but not flagged.
    expect(record(t, { pid: 9, now: 2000n })).toBe('inserted');
    expect([t.lastEvictedPid, t.cursor]).toEqual([3, 3]);
    // From slot 5 on, two passes of two slots each do not reach pids 4 and 5, which are silent for long enough.
    t.cursor = 5;
    expect(record(t, { pid: 10, now: 1050n })).toBe('capacity-exceeded');
    expect(t.cursor).toBe((5 + 2 + 2) % 6);
  });

  test('fails when the path of the new pid is full of live pids, and puts the victim back', () => {
    const t = tracker({ capacity: 65 });
    const colliding = pidsAt(0, 256, 65);
    const newcomer = colliding.pop()!;
    const other = pidsAt(200, 256, 1)[0];
    record(t, { pid: other });
    for (const pid of colliding) record(t, { pid, now: 1000n });
    t.drain(1000n, 100n);
    const kept = (): unknown => [t.slots.map(({ plain }) => plain), [...t.index.cells]];
    const before = kept();

    expect(record(t, { pid: newcomer, now: 1050n })).toBe('capacity-exceeded');
    expect(kept()).toEqual(before);
    expect([t.cursor, t.stallCount, t.lastEvictedPid]).toEqual([1, 1, null]);
    expect(named(t.counts)).toMatchObject({
      probe_exhausted: 1,
      capacity_exceeded: 1,
      evictions: 0,
      eviction_scan_truncated: 0,
    });
    expect(record(t, { pid: other, nonce: 2n, now: 1060n })).toBe('refreshed');
  });

  test('puts the victim back into the first free cell of its path', () => {
    const t = tracker({ capacity: 66 });
    const colliding = pidsAt(0, 256, 65);
    const newcomer = colliding.pop()!;
    const [early, late] = pidsAt(200, 256, 2) as [number, number];
    const [friend] = pidsAt(100, 256, 1) as [number];
    record(t, { pid: early });
    record(t, { pid: late });
    for (const pid of colliding) record(t, { pid, now: 1000n });
    t.drain(1050n, 100n);
    // The friend takes the slot of the early pid, which leaves a free cell before the late one.
    expect(record(t, { pid: friend, now: 1050n })).toBe('inserted');
    expect([t.index.cells[200], t.index.cellOf(late)]).toEqual([null, 201]);
    expect(record(t, { pid: newcomer, now: 1050n })).toBe('capacity-exceeded');
    expect(t.index.cellOf(late)).toBe(200);
    expect(t.slotOf(late)).toBe(1);
  });

  test('succeeds on a full path when the victim lies on it', () => {
    const t = tracker({ capacity: 64 });
    const colliding = pidsAt(100, 128, 65);
    const newcomer = colliding.pop()!;
    for (const pid of colliding) record(t, { pid });
    t.drain(1001n, 100n);
    const cell = t.index.cellOf(colliding[0]);
    expect(record(t, { pid: newcomer, now: 1001n })).toBe('inserted');
    expect(t.index.cellOf(newcomer)).toBe(cell);
    expect(t.counts.of('probe_exhausted')).toBe(0);
  });

  test('refuses on a full path with slots to spare, and keeps none of it', () => {
    const t = tracker({ capacity: 100 });
    const colliding = pidsAt(250, 256, 65);
    const newcomer = colliding.pop()!;
    for (const pid of colliding) record(t, { pid });
    expect(record(t, { pid: newcomer })).toBe('capacity-exceeded');
    expect(t.slots).toHaveLength(64);
    expect(named(t.counts)).toMatchObject({ probe_exhausted: 1, capacity_exceeded: 1, eviction_scan_truncated: 0 });
  });
});

describe('ModelTracker under churn', () => {
  test('never wears out a table of two cells', () => {
    const t = tracker({ capacity: 1 });
    const beat = (pid: number, now: bigint) => t.record({ pid, nonce: 1n, status: 'ok' }, now, 10n, 'kernel-attested', null);
    expect(beat(2, 2n)).toBe('inserted');
    expect(t.drain(112n, 10n)).toHaveLength(1);
    expect(beat(4, 120n)).toBe('inserted');
    expect(t.drain(232n, 10n)).toHaveLength(1);
    expect(beat(5, 233n)).toBe('inserted');
  });

  test('takes every new pid of twenty generations', () => {
    const t = tracker({ capacity: 256 });
    let now = 0n;
    for (let generation = 0; generation < 20; generation++) {
      for (let nth = 0; nth < 256; nth++) {
        expectSame(record(t, { pid: 2 + generation * 256 + nth, now }), 'inserted');
      }
      now += 1001n;
      expect(t.drain(now, 100n)).toHaveLength(256);
    }
    expect(named(t.counts)).toMatchObject({ evictions: 19 * 256, capacity_exceeded: 0, probe_exhausted: 0 });
  });

  test('keeps its flag count and its index true to its slots', () => {
    const t = tracker({ capacity: 32, policy: 'balanced', window: 5 });
    let now = 0n;
    let state = 0xc0ffee;
    const next = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let step = 0; step < 5000; step++) {
      now += 20n;
      if (next(4) < 3) record(t, { pid: next(96) + 1, nonce: now, now });
      else t.drain((now += BigInt(next(400))), 100n);
      expectSame(t.slots.filter((slot) => slot.stalled).length, t.stallCount);
      expectSame(t.index.size, t.slots.length);
      expectSame(
        t.slots.every((slot, at) => t.slotOf(slot.pid) === at),
        true,
      );
    }
    expect(t.counts.of('evictions')).toBeGreaterThan(0);
    expect(t.counts.of('probe_exhausted')).toBe(0);
  });
});
