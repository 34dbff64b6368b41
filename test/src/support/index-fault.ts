import { mix32 } from '../../../src/tracker/mix32.ts';
import { EMPTY_CELL, PROBE_BUDGET, TOMBSTONE_CELL, type PidIndex } from '../../../src/tracker/pid-index.ts';

/** The first promise of the index that its columns break, as a sentence; null when all hold. `key` is the index's. O(cells). */
export function indexFault(index: PidIndex, key: bigint | null = null): string | null {
  const { pids, slots, reaches, passes } = index.cells;
  const mask = slots.length - 1;
  const passed = new Uint8Array(slots.length);
  const farthest = new Uint8Array(slots.length);
  const seen = new Set<number>();
  for (let cell = 0; cell <= mask; cell++) {
    if (slots[cell] < 0) continue;
    const home = hash(pids[cell], key) & mask;
    const distance = (cell - home) & mask;
    if (distance >= PROBE_BUDGET) return `a live pid is within ${PROBE_BUDGET} cells of its home: ${pids[cell]} is not`;
    farthest[home] = Math.max(farthest[home], distance + 1);
    for (let step = 0; step < distance; step++) {
      const between = (home + step) & mask;
      if (slots[between] === EMPTY_CELL) return `no cell on the path of a live pid is empty: cell ${between} is, on that of ${pids[cell]}`;
      passed[between]++;
    }
    if (seen.has(pids[cell])) return `a pid is in the index once: ${pids[cell]} is not`;
    seen.add(pids[cell]);
  }
  for (let cell = 0; cell <= mask; cell++) {
    if (slots[cell] === TOMBSTONE_CELL && passed[cell] === 0) return `every tombstone is on the path of a live pid: cell ${cell} is not`;
  }
  const wrong = reaches.findIndex((reach, home) => reach !== farthest[home]);
  if (wrong >= 0)
    return `a home reaches to the farthest of its live pids: ${wrong} reaches ${reaches[wrong]} cells, not ${farthest[wrong]}`;
  const miscounted = passes.findIndex((count, cell) => count !== passed[cell]);
  if (miscounted >= 0)
    return `each cell knows how many paths pass it: ${miscounted} counts ${passes[miscounted]}, not ${passed[miscounted]}`;
  return seen.size === index.size ? null : `size is the number of live pids: ${index.size} is not ${seen.size}`;
}

function hash(pid: number, key: bigint | null): number {
  if (key === null) return mix32(pid);
  return mix32(mix32(pid ^ Number(key & 0xffff_ffffn)) ^ Number(key >> 32n));
}
