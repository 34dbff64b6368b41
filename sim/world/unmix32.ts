/** The u32 that the index's mixer turns into `hash`: its steps undone in reverse, multipliers by their inverses mod 2^32. O(1). */
export function unmix32(hash: number): number {
  let x = hash;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7ed1b41d);
  x ^= (x >>> 13) ^ (x >>> 26);
  x = Math.imul(x, 0xa5cb9243);
  x ^= x >>> 16;
  return x >>> 0;
}

/** A pid whose home cell in an index of `cells` cells (a power of two) is `home`: one for each `number` from 0 on. O(1). */
export function pidWithHome(home: number, cells: number, number: number): number {
  return unmix32((home + number * cells) >>> 0);
}
