import type { Entropy } from '../../sim/data/entropy/entropy.ts';

const WIDTHS = [1, 2, 4, 8] as const;

/** What lies at the bounds of an integer of `bits`: the ends, the powers of two, and their neighbours. */
function boundariesOf(bits: number): readonly bigint[] {
  const values = new Set<bigint>();
  for (let power = 0; power <= bits; power++) {
    for (const beside of [-1n, 0n, 1n]) values.add(BigInt.asUintN(bits, (1n << BigInt(power)) + beside));
  }
  return [...values];
}

const BOUNDARIES = new Map(WIDTHS.map((width) => [width, boundariesOf(8 * width)]));

/** Puts a word of the dictionary into the input, beside what is there or over it. O(bytes). */
export function putWord(bytes: Buffer, dictionary: readonly Uint8Array[], entropy: Entropy): Buffer {
  const word = entropy.pick(dictionary);
  const at = entropy.int(0, bytes.length);
  const after = entropy.int(0, 1) === 0 ? at : Math.min(bytes.length, at + word.length);
  return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(after)]);
}

/** Writes a boundary integer of one to eight bytes over what is there, in either order of bytes. O(bytes). */
export function putBoundary(bytes: Buffer, entropy: Entropy): Buffer {
  const widths = WIDTHS.filter((width) => width <= bytes.length);
  if (widths.length === 0) return bytes;
  const width = entropy.pick(widths);
  const value = entropy.pick(BOUNDARIES.get(width) ?? [0n]);
  const put = Buffer.from(bytes);
  const at = entropy.int(0, bytes.length - width);
  const isLittle = entropy.int(0, 1) === 0;
  for (let byte = 0; byte < width; byte++) {
    put[at + (isLittle ? byte : width - 1 - byte)] = Number(BigInt.asUintN(8, value >> BigInt(8 * byte)));
  }
  return put;
}
