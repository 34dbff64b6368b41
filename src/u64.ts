/** Largest value of an unsigned 64-bit integer. */
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** Largest value of an unsigned 32-bit integer. */
export const U32_MAX = 0xffff_ffff;

// What is exported is read from memory at each use, in the module of its own, too: hence constants beside.
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0];
const LOW = 1 - HIGH;

/** Where the high half of a u64 lies when a `BigUint64Array` is read as pairs of u32 words: 1 or 0, by platform. */
export const HIGH_WORD = HIGH;

/** Where the low half lies; see {@link HIGH_WORD}. */
export const LOW_WORD = LOW;

const cells = new BigUint64Array(2);
const words = new Uint32Array(cells.buffer);

/** From here on the upper half of a u64 is that of 2^63 or more. */
const SIGN = 0x8000_0000;

// A comparison that has met a bigint of 2^63 or more is one of bigints of any length from then on, for which each value of a column or of a
// calculation is made an object: 40 bytes and 24 ns of every later beat, after one terminal nonce. So no comparison here meets one that
// a sender can make. Elsewhere a beat's nonce is compared with a constant as it is, since it is an object already, and so are times, which no
// sender makes large: all but those of a search for a victim, where words take half of the instructions.

/** Whether `value` is a bigint from 0 to 2^64 − 1. O(1). */
export function isU64(value: unknown): value is bigint {
  if (typeof value !== 'bigint') return false;
  const signed = BigInt.asIntN(64, value);
  cells[0] = signed;
  // By words whether it is negative: 0n is an object, which a comparison would read, 15 instructions.
  return words[HIGH] >= SIGN ? isInRange(value) : signed === value;
}

/** Whether all three are {@link isU64}: one call in place of three leaves the engine room to inline others. O(1). */
export function areU64(a: unknown, b: unknown, c: unknown): boolean {
  if (typeof a !== 'bigint' || typeof b !== 'bigint' || typeof c !== 'bigint') return false;
  const x = BigInt.asIntN(64, a);
  const y = BigInt.asIntN(64, b);
  const z = BigInt.asIntN(64, c);
  cells[0] = x | y | z;
  if (words[HIGH] >= SIGN) return isInRange(a) && isInRange(b) && isInRange(c);
  return x === a && y === b && z === c;
}

/** Asked of what is 2^63 or more, or out of range, alone: the comparisons above never meet such a value. */
function isInRange(value: bigint): boolean {
  return value >= 0n && value <= U64_MAX;
}

/** Whether the entry `at` of a column is `value`, u64. O(1), no allocation: the entry itself, handed to a function, would be made an object. */
export function isEntry(column: BigUint64Array, at: number, value: bigint): boolean {
  cells[0] = column[at];
  cells[1] = value;
  return words[0] === words[2] && words[1] === words[3];
}

/** Whether the entry `at` of a column is less than `value`, u64. O(1), no allocation, as {@link isEntry}. */
export function isEntryBelow(column: BigUint64Array, at: number, value: bigint): boolean {
  cells[0] = column[at];
  cells[1] = value;
  return isFirstBelow();
}

/** Whether `a` is less than `b`. Both u64. O(1), in half of the instructions that a comparison of bigints takes. */
export function isLess(a: bigint, b: bigint): boolean {
  cells[0] = a;
  cells[1] = b;
  return isFirstBelow();
}

/** Whether the first of the two cells is less than the second. */
function isFirstBelow(): boolean {
  const high = words[HIGH];
  const otherHigh = words[2 + HIGH];
  return high < otherHigh || (high === otherHigh && words[LOW] < words[2 + LOW]);
}

/** Whether `value` is an integer from 0 to 2^32 − 1. O(1). */
export function isU32(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value;
}

/** `a + b`, or 2^64 − 1 where that would be more. Both u64. O(1). */
export function saturatingAdd(a: bigint, b: bigint): bigint {
  // A sum that has wrapped is below both: so all of it stays in machine registers. Compared as it is: no sender makes it large.
  const sum = BigInt.asUintN(64, a + b);
  return sum < a ? U64_MAX : sum;
}

/** The upper 32 bits of a u64. O(1). */
export function highWord(value: bigint): number {
  cells[0] = value;
  return words[HIGH];
}

/** The lower 32 bits of a u64. O(1). */
export function lowWord(value: bigint): number {
  cells[0] = value;
  return words[LOW];
}
