const POLYNOMIAL_REFLECTED = 0x82f63b78;

const TABLE = makeTable();

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL_REFLECTED : 0);
    table[byte] = rest;
  }
  return table;
}

/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4) of the first `length` bytes: u32.
 * `length` is at most `bytes.length`. O(length), no allocation.
 */
export function crc32c(bytes: Uint8Array, length: number = bytes.length): number {
  let crc = -1;
  for (let at = 0; at < length; at++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
}
