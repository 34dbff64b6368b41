import { describe, expect, it } from 'vitest';
import { ABSENT, EMPTY_CELL, PidIndex, PROBE_BUDGET, TOMBSTONE_CELL } from '../../../src/tracker/pid-index.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { indexFault } from '../support/index-fault.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, nth) => from + nth);
}

describe('PidIndex', () => {
  it.each([
    [0, 2],
    [1, 2],
    [2, 4],
    [3, 8],
    [16, 32],
    [17, 64],
    [256, 512],
    [4096, 8192],
  ])('for capacity %i has %i cells: the next power of two of twice that, at least 2', (capacity, cells) => {
    const { pids, slots } = new PidIndex(capacity).cells;
    expect([pids.length, slots.length]).toEqual([cells, cells]);
    expect(slots.every((slot) => slot === EMPTY_CELL)).toBe(true);
  });

  it('keeps, overwrites and forgets a pid [seed: pid_index_insert_get_remove_roundtrip]', () => {
    const index = new PidIndex(16);
    expect(index.get(42)).toBe(ABSENT);
    expect(index.insert(42, 7)).toBe(true);
    expect(index.get(42)).toBe(7);
    expect(index.insert(42, 9)).toBe(true);
    expect(index.get(42)).toBe(9);
    expect(index.size).toBe(1);
    expect(index.remove(42)).toBe(9);
    expect(index.get(42)).toBe(ABSENT);
    expect(index.size).toBe(0);
    expect(index.remove(42)).toBe(ABSENT);
  });

  it('still finds every pid after half were removed and came back elsewhere [seed: pid_index_tombstone_reuse]', () => {
    const index = new PidIndex(64);
    for (const pid of range(1, 32)) expect(index.insert(pid, pid)).toBe(true);
    for (const pid of range(1, 16)) expect(index.remove(pid)).toBe(pid);
    for (const pid of range(17, 32)) expect(index.get(pid)).toBe(pid);
    for (const pid of range(1, 16)) expect(index.insert(pid, pid + 100)).toBe(true);
    for (const pid of range(1, 16)) expect(index.get(pid)).toBe(pid + 100);
    for (const pid of range(17, 32)) expect(index.get(pid)).toBe(pid);
  });

  it('PidIndex.insert() refuses and counts when all cells are live [seed: pid_index_probe_exhaustion_returns_error]', () => {
    const index = new PidIndex(4);
    for (const pid of range(1, 8)) expect(index.insert(pid, pid)).toBe(true);
    const before = [...index.cells.pids, ...index.cells.slots];
    expect(index.insert(9999, 0)).toBe(false);
    expect([...index.cells.pids, ...index.cells.slots]).toEqual(before);
    expect(index.size).toBe(8);
    expect(index.probeExhausted).toBe(1n);
    expect(index.takeProbeExhausted()).toBe(1n);
    expect(index.takeProbeExhausted()).toBe(0n);
  });

  it('PidIndex.size is the number of live pids throughout churn [seed: pid_index_occupied_tracks_live_entries_under_churn]', () => {
    const capacity = 32;
    const index = new PidIndex(capacity);
    const live = new Set<number>();
    const forget = (pid: number): void => {
      index.remove(pid);
      live.delete(pid);
    };
    for (let turn = 0; turn < 2000; turn++) {
      // More pids than fit, fewer than cells: they keep meeting each other's leavings.
      const pid = turn % 48;
      if (live.has(pid)) forget(pid);
      else if (live.size === capacity) forget([...live][0]);
      expect(index.insert(pid, pid)).toBe(true);
      live.add(pid);
      expect(index.size).toBe(live.size);
    }
  });

  it('PidIndex.size rises again when a removed pid returns [seed: pid_index_occupied_restored_on_tombstone_reuse]', () => {
    const index = new PidIndex(16);
    index.insert(42, 0);
    expect(index.size).toBe(1);
    index.remove(42);
    expect(index.size).toBe(0);
    expect(index.insert(42, 5)).toBe(true);
    expect(index.size).toBe(1);
  });

  it('PidIndex.insert() uses the last cell within the budget of 64, and not the one behind it', () => {
    const index = new PidIndex(256);
    const pids = pidsWithHome(500, 512, PROBE_BUDGET + 1);
    const [tooMany, ...fitting] = pids;
    fitting.forEach((pid, slot) => expect(index.insert(pid, slot)).toBe(true));
    expect(PROBE_BUDGET).toBe(64);
    expect(fitting.map((pid) => index.get(pid))).toEqual(fitting.map((_, slot) => slot));
    expect(index.insert(tooMany, 64)).toBe(false);
    expect(index.get(tooMany)).toBe(ABSENT);
    expect(index.remove(tooMany)).toBe(ABSENT);
    expect(index.insert(fitting[63], 99)).toBe(true);
    expect(index.get(fitting[63])).toBe(99);
    expect(index.takeProbeExhausted()).toBe(1n);
    expect(indexFault(index)).toBeNull();
  });

  it('PidIndex.insert() prefers the first cell on the path that is not live', () => {
    const index = new PidIndex(256);
    const [a, b, c, d] = pidsWithHome(10, 512, 4);
    for (const [slot, pid] of [a, b, c].entries()) index.insert(pid, slot);
    index.remove(a);
    expect([...index.cells.slots.subarray(10, 14)]).toEqual([TOMBSTONE_CELL, 1, 2, EMPTY_CELL]);
    index.insert(d, 3);
    expect([...index.cells.slots.subarray(10, 14)]).toEqual([3, 1, 2, EMPTY_CELL]);
  });

  it('PidIndex.insert() overwrites a pid that lies behind a tombstone instead of adding it twice', () => {
    const index = new PidIndex(256);
    const [a, b] = pidsWithHome(10, 512, 2);
    index.insert(a, 0);
    index.insert(b, 1);
    index.remove(a);
    index.insert(b, 5);
    expect([...index.cells.slots.subarray(10, 13)]).toEqual([TOMBSTONE_CELL, 5, EMPTY_CELL]);
    expect(index.size).toBe(1);
  });

  it('PidIndex.remove() gives cells back as empty as soon as no path passes them', () => {
    const index = new PidIndex(256);
    const pids = pidsWithHome(510, 512, 5);
    pids.forEach((pid, slot) => index.insert(pid, slot));
    for (const pid of pids.slice(0, 4)) index.remove(pid);
    expect(index.cells.slots[510]).toBe(TOMBSTONE_CELL);
    index.remove(pids[4]);
    expect(index.cells.slots.every((slot) => slot === EMPTY_CELL)).toBe(true);
  });

  it('PidIndex.remove() keeps a path of 63 removed pids open for the one at its end', () => {
    const index = new PidIndex(256);
    const pids = pidsWithHome(480, 512, PROBE_BUDGET);
    pids.forEach((pid, slot) => index.insert(pid, slot));
    for (const pid of pids.slice(0, -1).reverse()) {
      index.remove(pid);
      expect(index.get(pids[63])).toBe(63);
    }
    expect(indexFault(index)).toBeNull();
  });

  it('PidIndex.remove() keeps its cell closed to a path that begins up to 62 cells before it, and empties it behind the end of one', () => {
    for (let distance = 1; distance < PROBE_BUDGET; distance++) {
      const index = new PidIndex(256);
      const [removed] = pidsWithHome(480 + distance, 512, 1);
      const others = pidsWithHome(480, 512, PROBE_BUDGET - 1);
      for (const pid of [removed, ...others]) index.insert(pid, 1);
      index.remove(removed);
      expect(index.cells.slots[(480 + distance) % 512]).toBe(distance < PROBE_BUDGET - 1 ? TOMBSTONE_CELL : EMPTY_CELL);
      expect(indexFault(index)).toBeNull();
    }
  });

  it('PidIndex.get() and remove() count nothing', () => {
    const index = new PidIndex(4);
    for (const pid of range(1, 8)) index.insert(pid, pid);
    index.get(9999);
    index.remove(9999);
    expect(index.probeExhausted).toBe(0n);
  });

  it('PidIndex.probes counts the cells read, and peek() leaves it alone', () => {
    const index = new PidIndex(256);
    const [a, b, c] = pidsWithHome(10, 512, 3);
    index.insert(a, 0);
    index.insert(b, 1);
    expect(index.probes).toBe(3);
    index.resetProbes();
    expect(index.get(b)).toBe(1);
    expect(index.probes).toBe(2);
    expect(index.get(c)).toBe(ABSENT);
    expect(index.probes).toBe(4);
    expect(index.peek(b)).toBe(1);
    expect(index.peek(c)).toBe(ABSENT);
    expect(index.probes).toBe(4);
  });

  it('PidIndex.takeProbeExhausted() stays at 2^64 - 1', () => {
    const index = new PidIndex(1);
    index.insert(1, 0);
    index.insert(2, 1);
    index.cells.exhausted[0] = U64_MAX;
    expect(index.insert(3, 0)).toBe(false);
    expect(index.takeProbeExhausted()).toBe(U64_MAX);
  });
});
