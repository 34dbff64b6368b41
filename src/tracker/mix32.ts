/**
 * Scatters a u32 over the whole u32 range, one to one: the finalizer of MurmurHash3's 32-bit variant (Appleby, 2011).
 * Fixed, so that the cost of every lookup is the same on every machine and in every run. O(1).
 */
export function mix32(value: number): number {
  return mixBits(value) >>> 0;
}

/** The bits of {@link mix32} as an i32: a u32 of 2^31 or more is made an object wherever a call is not inlined. O(1). */
export function mixBits(value: number): number {
  let x = value;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
