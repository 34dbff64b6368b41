import { describe, expect, test } from 'vitest';
import { modelHash, ModelIndex, modelMix } from '../../../../sim/oracle/model/index.ts';
import { pidsAt } from './support.ts';

test('modelMix() gives the check values of the finalizer', () => {
  const values = [0, 1, 2, 42, 1234, 0xdeadbeef, 0xffffffff].map((pid) => modelMix(pid));
  expect(values).toEqual([0, 0x514e28b7, 0x30f4c306, 0x087fcd5c, 0x0f2cc00b, 0x0de5c6a9, 0x81f16f39]);
});

test('modelHash() spreads a pid by both halves of the key, with none as modelMix() does', () => {
  expect(modelHash(42, null)).toBe(modelMix(42));
  expect(modelHash(42, 0n)).toBe(modelMix(modelMix(42)));
  expect(modelHash(42, 42n)).toBe(modelMix(modelMix(0)));
  expect(modelHash(42, 0x87fcd5cn << 32n)).toBe(modelMix(0));
  const homes = [null, 0n, 1n, 1n << 32n].map((key) => modelHash(7, key));
  expect(new Set(homes).size).toBe(4);
});

describe('ModelIndex', () => {
  test('has the next power of two of twice the capacity in cells, at least two', () => {
    const sizes = [0, 1, 2, 3, 4, 32, 33, 256, 4096].map((capacity) => new ModelIndex(capacity).cells.length);
    expect(sizes).toEqual([2, 2, 4, 8, 8, 64, 128, 512, 8192]);
  });

  test('insert() makes a pid known, and a second one overwrites its slot in place', () => {
    const index = new ModelIndex(16);
    expect(index.slotOf(42)).toBe(-1);
    expect(index.insert(42, 7)).toBe(true);
    const cell = index.cellOf(42);
    expect(index.insert(42, 9)).toBe(true);
    expect([index.slotOf(42), index.cellOf(42), index.size]).toEqual([9, cell, 1]);
    index.remove(42);
    index.remove(42);
    expect([index.slotOf(42), index.cellOf(42), index.size]).toEqual([-1, -1, 0]);
    expect(index.cells.every((pid) => pid === null)).toBe(true);
  });

  test('insert() goes round the end of the table', () => {
    const index = new ModelIndex(8);
    const pids = pidsAt(15, 16, 3);
    for (const pid of pids) index.insert(pid, 0);
    expect(pids.map((pid) => index.cellOf(pid))).toEqual([15, 0, 1]);
  });

  test('insert() takes the first free cell of the path, freed ones included', () => {
    const index = new ModelIndex(8);
    const [a, b, c, d, e] = pidsAt(3, 16, 5) as [number, number, number, number, number];
    for (const pid of [a, b, c]) index.insert(pid, 0);
    index.remove(b);
    index.insert(d, 0);
    index.remove(a);
    index.insert(e, 0);
    expect([e, d, c].map((pid) => index.cellOf(pid))).toEqual([3, 4, 5]);
  });

  test('insert() fails and changes nothing when every cell of a small table is live', () => {
    const index = new ModelIndex(4);
    for (let pid = 1; pid <= 8; pid++) expect(index.insert(pid, pid)).toBe(true);
    const cells = [...index.cells];
    expect(index.insert(9999, 0)).toBe(false);
    expect(index.cells).toEqual(cells);
    expect(index.slotOf(9999)).toBe(-1);
    index.remove(8);
    expect(index.insert(9999, 0)).toBe(true);
  });

  test('insert() looks at 64 cells and no more', () => {
    const index = new ModelIndex(256);
    const pids = pidsAt(500, 512, 65);
    const last = pids.pop()!;
    for (const pid of pids) expect(index.insert(pid, 0)).toBe(true);
    expect(index.insert(last, 0)).toBe(false);
    index.remove(pids[63]);
    expect(index.insert(last, 0)).toBe(true);
    expect(index.cellOf(last)).toBe((500 + 63) % 512);
  });
});
