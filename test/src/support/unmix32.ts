/** The u32 whose `mix32` is `mixed`: lets a test choose where a pid's probe path begins. */
export function unmix32(mixed: number): number {
  let x = mixed;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7ed1b41d);
  x ^= (x >>> 13) ^ (x >>> 26);
  x = Math.imul(x, 0xa5cb9243);
  x ^= x >>> 16;
  return x >>> 0;
}

/** `count` different pids whose probe paths all begin at `home` in a table of `cells` cells (a power of two). */
export function pidsWithHome(home: number, cells: number, count: number, key: bigint | null = null): number[] {
  return Array.from({ length: count }, (_, nth) => unhash(home + nth * cells, key));
}

/** The pid that an index with this key scatters to `hash`. */
function unhash(hash: number, key: bigint | null): number {
  if (key === null) return unmix32(hash);
  return (unmix32(unmix32(hash) ^ Number(key >> 32n)) ^ Number(key & 0xffff_ffffn)) >>> 0;
}
