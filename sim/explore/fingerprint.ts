/** Words of a fingerprint: 128 bits. */
export const FINGERPRINT_WORDS = 4;

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/**
 * Writes the fingerprint of the first `length` words to `out`: MurmurHash3 for 32-bit machines with 128 bits (Appleby, 2011), over
 * whole words. It tells states apart: of n different ones two have the same with a probability of n² / 2^129. O(length).
 */
export function fingerprint(words: Uint32Array, length: number, out: Uint32Array): void {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let at = 0; at < length; at += 4) {
    // Beyond the end stand zeros, and the length goes in at the end.
    h1 = Math.imul(rotate(h1 ^ mixWord(words[at], C1, C2, 15), 19) + h2, 5) + 0x561ccd1b;
    h2 = Math.imul(rotate(h2 ^ mixWord(at + 1 < length ? words[at + 1] : 0, C2, C3, 16), 17) + h3, 5) + 0x0bcaa747;
    h3 = Math.imul(rotate(h3 ^ mixWord(at + 2 < length ? words[at + 2] : 0, C3, C4, 17), 15) + h4, 5) + 0x96cd1c35;
    h4 = Math.imul(rotate(h4 ^ mixWord(at + 3 < length ? words[at + 3] : 0, C4, C1, 18), 13) + h1, 5) + 0x32ac3b17;
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = finalMix(h2 + h1);
  h3 = finalMix(h3 + h1);
  h4 = finalMix(h4 + h1);
  h1 = finalMix(h1);
  h1 = (h1 + h2 + h3 + h4) | 0;
  out[0] = h1;
  out[1] = h2 + h1;
  out[2] = h3 + h1;
  out[3] = h4 + h1;
}

/** The fingerprint of bytes, 32 hex digits: tells files apart that were damaged, or changed. O(bytes). */
export function hashOfBytes(bytes: Uint8Array): string {
  const words = new Uint32Array(Math.ceil(bytes.length / 4) + 1);
  new Uint8Array(words.buffer).set(bytes);
  words[words.length - 1] = bytes.length;
  const out = new Uint32Array(FINGERPRINT_WORDS);
  fingerprint(words, words.length, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, '0')).join('');
}

function mixWord(word: number, first: number, second: number, bits: number): number {
  return Math.imul(rotate(Math.imul(word, first), bits), second);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finalMix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
