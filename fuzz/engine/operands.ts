import type { Entropy } from '../../sim/data/entropy/entropy.ts';

/** The operands of a comparison, two numbers that were not equal, where they were nearest to each other. */
export interface Operands {
  /** Its number. */
  readonly comparison: number;
  readonly left: number;
  readonly right: number;
}

/** Where an integer stands in an input, and what to write there. */
interface Place {
  readonly at: number;
  readonly width: number;
  readonly isLittle: boolean;
  readonly value: number;
}

/** Numbers of bytes that an integer is looked for in; those of eight bytes have zeros behind six. */
const WIDTHS = [1, 2, 4, 6] as const;
/** What is added to the other operand: less or greater is often what is asked for. */
const BESIDE = [0, 0, 1, -1] as const;

/**
 * Looks for one operand of a comparison in the input and writes the other in its place, or a neighbour of it: what a comparison asks of an
 * input mostly stands in it as it is compared (input-to-state correspondence). Where neither stands there, it may have been changed on the
 * way, and any byte is changed by the difference. What it is given where there is nothing to change. O(bytes).
 */
export function putOperand(bytes: Buffer, operands: readonly Pick<Operands, 'left' | 'right'>[], entropy: Entropy): Buffer {
  if (operands.length === 0 || bytes.length === 0) return bytes;
  const { left, right } = entropy.pick(operands);
  const beside = entropy.pick(BESIDE);
  const places = [...placesOf(bytes, left, right), ...placesOf(bytes, right, left)];
  const put = Buffer.from(bytes);
  if (places.length === 0) {
    put[entropy.int(0, bytes.length - 1)] += (entropy.int(0, 1) === 0 ? right - left : left - right) + beside;
    return put;
  }
  const { at, width, isLittle, value } = entropy.pick(places);
  writeInteger(put, at, width, Math.min(Math.max(0, value + beside), 2 ** (8 * width) - 1), isLittle);
  return put;
}

/** Where `from` stands in the input, in the fewest bytes that hold it and `to`, in either order of bytes. */
function placesOf(bytes: Buffer, from: number, to: number): Place[] {
  const width = WIDTHS.find((each) => isUnsigned(from, each) && isUnsigned(to, each));
  if (width === undefined) return [];
  const places: Place[] = [];
  const sought = Buffer.alloc(width);
  for (const isLittle of width === 1 ? [true] : [true, false]) {
    writeInteger(sought, 0, width, from, isLittle);
    for (let at = bytes.indexOf(sought); at !== -1; at = bytes.indexOf(sought, at + 1)) places.push({ at, width, isLittle, value: to });
  }
  return places;
}

function isUnsigned(value: number, width: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** (8 * width);
}

function writeInteger(bytes: Buffer, at: number, width: number, value: number, isLittle: boolean): void {
  if (isLittle) bytes.writeUIntLE(value, at, width);
  else bytes.writeUIntBE(value, at, width);
}
