/** Up to so many entries the engine makes an array beside other objects, without memory of its own. */
const SMALL = 16;

/**
 * So many columns of `length` u32 each, all 0. Longer ones lie in one piece of memory: one with memory of its own takes half a microsecond to
 * make, ten times as long as one without. O(columns · length).
 */
export function u32Columns(columns: number, length: number): Uint32Array[] {
  const bytes = Uint32Array.BYTES_PER_ELEMENT * length;
  const memory = length > SMALL ? new ArrayBuffer(columns * bytes) : null;
  const made: Uint32Array[] = [];
  // Array.from takes four times as long.
  for (let at = 0; at < columns; at++) made.push(memory === null ? new Uint32Array(length) : new Uint32Array(memory, at * bytes, length));
  return made;
}
