const LANES = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834];

/**
 * Hashes a text to 128 bits in hex, so that neighbouring seeds ("41", "42") start unrelated generators.
 * Four lanes, each a multiply-and-rotate over the UTF-16 units, then stirred into each other. O(length).
 */
export function mixSeed(text: string): string {
  const lanes = LANES.map((start) => start ^ text.length);
  for (let at = 0; at < text.length; at++) {
    for (let lane = 0; lane < 4; lane++) {
      const mixed = Math.imul(lanes[lane] ^ text.charCodeAt(at), 0x01000193 + 2 * lane);
      lanes[lane] = (mixed << 11) | (mixed >>> 21);
    }
  }
  for (let round = 0; round < 3; round++) {
    for (let lane = 0; lane < 4; lane++) lanes[lane] = scatter((lanes[lane] + Math.imul(lanes[(lane + 3) & 3], 0x9e3779b1)) | 0);
  }
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

function scatter(value: number): number {
  let x = value;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}
