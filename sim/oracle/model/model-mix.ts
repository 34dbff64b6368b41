/** Low 32 bits of a × b, both u32. The left side is taken by halves, so that every product stays below 2^53. */
function multiplyU32(a: number, b: number): number {
  const low = (a % 65536) * b;
  const high = (Math.floor(a / 65536) * b) % 65536;
  return (low + high * 65536) % 2 ** 32;
}

/** `value` with its own upper bits, moved down by `bits`, xored in; u32. */
function foldDown(value: number, bits: number): number {
  return (value ^ (value >>> bits)) >>> 0;
}

/** Spreads a pid over the u32 range: the finalizer of the 32-bit Murmur3 hash. A bijection. */
export function modelMix(pid: number): number {
  const first = multiplyU32(foldDown(pid, 16), 0x85ebca6b);
  const second = multiplyU32(foldDown(first, 13), 0xc2b2ae35);
  return foldDown(second, 16);
}
