/** The Castagnoli polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;

/** Shifts the register right by `bits` bits, one at a time, as the definition of the checksum says. */
function shift(register: number, bits: number): number {
  for (let bit = 0; bit < bits; bit++) {
    register = register & 1 ? (register >>> 1) ^ POLYNOMIAL : register >>> 1;
  }
  return register;
}

/** What each byte value has become after `bits` shifts. */
function shifted(bits: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => shift(byte, bits));
}

// Shifting distributes over xor: a register of four bytes after 32 shifts is the xor of what its bytes become, and a byte
// that lies higher has been shifted fewer times since it reached the low end.
const AFTER_8 = shifted(8);
const AFTER_16 = shifted(16);
const AFTER_24 = shifted(24);
const AFTER_32 = shifted(32);

/** CRC-32C of the first `length` bytes, u32. O(length), four bytes a step. */
export function modelCrc32c(bytes: Uint8Array, length: number): number {
  let register = -1;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    register ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    register = AFTER_32[register & 255] ^ AFTER_24[(register >>> 8) & 255] ^ AFTER_16[(register >>> 16) & 255] ^ AFTER_8[register >>> 24];
  }
  for (; at < length; at++) register = shift(register ^ bytes[at], 8);
  return ~register >>> 0;
}
