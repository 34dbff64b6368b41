/** Up to so many entries the engine makes an array beside other objects, without memory of its own. */
const SMALL = 16;

/**
 * So many columns of `length` u32 each, all 0. Longer ones lie in one piece of memory: one with memory of its own takes half a microsecond to
 * make, ten times as long as one without. O(columns · length).
 */
export function u32Columns(columns: number, length: number): Uint32Array[] {
  if (length <= SMALL) return Array.from({ length: columns }, () => new Uint32Array(length));
  const memory = new ArrayBuffer(Uint32Array.BYTES_PER_ELEMENT * columns * length);
  return Array.from({ length: columns }, (_, at) => new Uint32Array(memory, Uint32Array.BYTES_PER_ELEMENT * at * length, length));
}
