import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import { replaceRange } from './byte-mutations.ts';

/** The operands of a comparison, two numbers that were not equal, where they were nearest to each other. */
export interface Operands {
  /** Its number. */
  readonly comparison: number;
  readonly left: number;
  readonly right: number;
}

/** Numbers of bytes that an integer is looked for in; those of eight bytes have zeros behind six. */
const WIDTHS = [1, 2, 4, 6] as const;
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
  const put = Buffer.from(bytes);
  put[entropy.int(0, bytes.length - 1)] += ((first & 1) === 0 ? right - left : left - right) + by;
  return put;
}

/** Writes `to` over `from`, in the fewest bytes that hold both, in one of the places where it stands; null where it does not, or is `to`. */
function replaceInteger(bytes: Buffer, from: number, to: number, isLittle: boolean, entropy: Entropy): Buffer | null {
  const width = WIDTHS.find((each) => isUnsigned(from, each) && isUnsigned(to, each));
  if (from === to || width === undefined || width > bytes.length) return null;
  const at = pickPlace(bytes, encode(from, width, isLittle), entropy);
  return at === -1 ? null : replaceRange(bytes, at, at + width, encode(to, width, isLittle));
}

/** A place where `piece` stands: the first from any byte on, and round; −1 where it stands nowhere. */
function pickPlace(bytes: Buffer, piece: Buffer, entropy: Entropy): number {
  const at = bytes.indexOf(piece, entropy.int(0, bytes.length - 1));
  return at === -1 ? bytes.indexOf(piece) : at;
}

function encode(value: number, width: number, isLittle: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(width);
  if (isLittle) bytes.writeUIntLE(value, 0, width);
  else bytes.writeUIntBE(value, 0, width);
  return bytes;
}

function isUnsigned(value: number, width: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** (8 * width);
}
