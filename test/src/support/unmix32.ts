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
export function pidsWithHome(home: number, cells: number, count: number): number[] {
  return Array.from({ length: count }, (_, nth) => unmix32(home + nth * cells));
}
