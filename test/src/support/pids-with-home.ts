import { pidWithHome, unmix32 } from '../../../sim/world/unmix32.ts';

/**
 * `count` different pids whose probe paths all begin at `home` in a table of `cells` cells (a power of two), of an index with
 * this key.
 */
export function pidsWithHome(home: number, cells: number, count: number, key: bigint | null = null): number[] {
  const pids = Array.from({ length: count }, (_, number) => pidWithHome(home, cells, number));
  if (key === null) return pids;
  return pids.map((once) => (unmix32((once ^ Number(key >> 32n)) >>> 0) ^ Number(key & 0xffff_ffffn)) >>> 0);
}
