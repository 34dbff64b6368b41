import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import { copyOf, putBytes } from './byte-mutations.ts';

/** The operands of a comparison, two numbers that were not equal, where they were nearest to each other. */
export interface Operands {
  /** Its number. */
  readonly comparison: number;
  readonly left: number;
  readonly right: number;
}

/** Numbers of bytes that an integer is looked for in; those of eight bytes have zeros behind six. */
const WIDTHS = [1, 2, 4, 6] as const;
/** By width: the least integer that it does not hold. A power takes 20 ns each time. */
const ABOVE = [0, 2 ** 8, 2 ** 16, 0, 2 ** 32, 0, 2 ** 48] as const;
/** What is added to the other operand: less or greater is often what is asked for. */
const BESIDE = [0, 0, 1, -1] as const;

/**
 * Looks for one operand of a comparison in the input and writes the other in its place, or a neighbour of it: what a comparison asks of an
 * input mostly stands in it as it is compared (input-to-state correspondence). Where neither stands there, it may have been changed on the
 * way, and any byte is changed by the difference, modulo 256, maybe 0. The very same where no comparison asks for anything. O(bytes).
 */
export function putOperand(bytes: Buffer, operands: readonly Pick<Operands, 'left' | 'right'>[], entropy: Entropy): Buffer {
  if (operands.length === 0 || bytes.length === 0) return bytes;
  const { left, right } = entropy.pick(operands);
  const by = entropy.pick(BESIDE);
  const first = entropy.int(0, 3);
  // Either operand, in either order of bytes, any of these first.
  for (let way = first; way < first + 4; way++) {
    const [from, to] = (way & 1) === 0 ? [left, right + by] : [right, left + by];
    const made = replaceInteger(bytes, from, to, (way & 2) === 0, entropy);
    if (made !== null) return made;
  }
  const put = copyOf(bytes);
  put[entropy.int(0, bytes.length - 1)] += ((first & 1) === 0 ? right - left : left - right) + by;
  return put;
}

/** Writes `to` over `from`, in the fewest bytes that hold both, in one of the places where it stands; null where it does not, or is `to`. */
function replaceInteger(bytes: Buffer, from: number, to: number, isLittle: boolean, entropy: Entropy): Buffer | null {
  const width = from === to ? 0 : widthOf(from, to);
  if (width === 0 || width > bytes.length) return null;
  const first = entropy.int(0, bytes.length - 1);
  const piece = encode(from, width, isLittle);
  let at = placeOf(bytes, piece, width, first);
  if (at === -1) at = placeOf(bytes, piece, width, 0);
  if (at === -1) return null;
  const put = copyOf(bytes);
  putBytes(put, at, encode(to, width, isLittle), 0, width);
  return put;
}

/** The least of {@link WIDTHS} that holds both; 0 where none does. */
function widthOf(one: number, other: number): number {
  for (const width of WIDTHS) if (isUnsigned(one, width) && isUnsigned(other, width)) return width;
  return 0;
}

/** Where the first `width` bytes of `piece` stand first, from byte `from` on; −1 where they do not. */
function placeOf(bytes: Uint8Array, piece: Uint8Array, width: number, from: number): number {
  for (let at = from; at <= bytes.length - width; at++) {
    let same = 0;
    while (same < width && bytes[at + same] === piece[same]) same++;
    if (same === width) return at;
  }
  return -1;
}

/** What {@link encode} answers, used again: up to eight are made for an input, and looked for in vain. */
const encoded = new Uint8Array(6);

/** An integer as bytes, which stand at the beginning of what it answers until the next call. */
function encode(value: number, width: number, isLittle: boolean): Uint8Array {
  let rest = value;
  for (let at = 0; at < width; at++) {
    encoded[isLittle ? at : width - 1 - at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return encoded;
}

function isUnsigned(value: number, width: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < ABOVE[width];
}
