import { describe, expect, it } from 'vitest';
import { EMPTY_CELL, PidIndex, TOMBSTONE_CELL } from '../../../src/tracker/pid-index.ts';
import { indexFault } from './index-fault.ts';
import { pidsWithHome } from './pids-with-home.ts';

/** An index with three pids in cells 10, 11 and 12 of 512, all at home in cell 10. */
function crowd(): { index: PidIndex; pids: Uint32Array; slots: Int32Array } {
  const index = new PidIndex(256);
  pidsWithHome(10, 512, 3).forEach((pid, slot) => index.insert(pid, slot));
  const { pids, slots } = index.cells;
  return { index, pids, slots };
}

describe('indexFault()', () => {
  it('finds nothing wrong with a good index', () => {
    const { index } = crowd();
    expect(indexFault(index)).toBeNull();
    index.remove(pidsWithHome(10, 512, 1)[0]);
    expect(indexFault(index)).toBeNull();
  });

  it('sees a gap on the path of a live pid', () => {
    const { index, slots } = crowd();
    slots[11] = EMPTY_CELL;
    expect(indexFault(index)).toMatch(/^no cell on the path of a live pid is empty: cell 11 is/);
  });

  it('sees a tombstone that no path passes', () => {
    const { index, slots } = crowd();
    slots[13] = TOMBSTONE_CELL;
    expect(indexFault(index)).toBe('every tombstone is on the path of a live pid: cell 13 is not');
  });

  it('sees a pid out of reach of its home', () => {
    const { index, pids, slots } = crowd();
    pids[10 + 64] = pids[10];
    slots[10 + 64] = 3;
    expect(indexFault(index)).toMatch(/^a live pid is within 64 cells of its home/);
  });

  it('sees a pid that is there twice', () => {
    const { index, pids } = crowd();
    pids[12] = pids[10];
    expect(indexFault(index)).toBe(`a pid is in the index once: ${pids[10]} is not`);
  });

  it('sees a home that reaches too far', () => {
    const { index } = crowd();
    index.cells.reaches[10] = 4;
    expect(indexFault(index)).toBe('a home reaches to the farthest of its live pids: 10 reaches 4 cells, not 3');
  });

  it('sees a cell that counts a path too many', () => {
    const { index } = crowd();
    index.cells.passes[20]++;
    expect(indexFault(index)).toBe('each cell knows how many paths pass it: 20 counts 1, not 0');
  });

  it('sees a wrong size', () => {
    const { index, slots } = crowd();
    slots[12] = EMPTY_CELL;
    index.cells.reaches[10] = 2;
    index.cells.passes.fill(0).set([1], 10);
    expect(indexFault(index)).toBe('size is the number of live pids: 3 is not 2');
  });
});
