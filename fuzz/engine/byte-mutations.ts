import type { Entropy } from '../../sim/data/entropy/entropy.ts';

/**
 * Changes the bytes of an input a little, whatever they mean; `other` is one to take parts of. The very same where there is nothing to change.
 * O(bytes).
 */
export type ByteMutation = (bytes: Buffer, entropy: Entropy, other: Buffer) => Buffer;

const RANGE_MAX = 8;
const LONG_RANGE_MAX = 32;
const ADD_MAX = 35;
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

/** How many bytes to change, up to `max`, from 1: mostly a few. */
function pickLength(max: number, entropy: Entropy): number {
  const draw = entropy.int(0, 99);
  const most = draw < 90 ? RANGE_MAX : draw < 99 ? LONG_RANGE_MAX : max;
  return entropy.int(1, Math.min(most, max));
}

function pickRange(bytes: Buffer, entropy: Entropy): Buffer {
  const from = entropy.int(0, bytes.length - 1);
  return bytes.subarray(from, from + pickLength(bytes.length - from, entropy));
}

/** Puts `piece` between two bytes, anywhere. */
function putBetween(bytes: Buffer, piece: Uint8Array, entropy: Entropy): Buffer {
  const at = entropy.int(0, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** Writes `piece` over what is there, anywhere, as far as it goes. */
function putOver(bytes: Buffer, piece: Buffer, entropy: Entropy): Buffer {
  const put = Buffer.from(bytes);
  piece.copy(put, entropy.int(0, bytes.length - 1));
  return put;
}

/** Changes one byte, by exclusive or. */
function withByte(bytes: Buffer, entropy: Entropy, mask: number): Buffer {
  const put = Buffer.from(bytes);
  put[entropy.int(0, bytes.length - 1)] ^= mask;
  return put;
}

function fresh(length: number, entropy: Entropy): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at++) bytes[at] = entropy.int(0, 255);
  return bytes;
}

/** Writes a boundary integer of one to eight bytes over what is there, in either order of bytes. */
export const putBoundary: ByteMutation = (bytes, entropy) => {
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
};

const insertByte: ByteMutation = (bytes, entropy) => putBetween(bytes, fresh(1, entropy), entropy);

/** Puts a few bytes of chance between two. */
export const INSERTION: ByteMutation = (bytes, entropy) => putBetween(bytes, fresh(entropy.int(2, RANGE_MAX), entropy), entropy);

const insertOther: ByteMutation = (bytes, entropy, other) =>
  other.length === 0 ? bytes : putBetween(bytes, pickRange(other, entropy), entropy);

const remove: ByteMutation = (bytes, entropy) => {
  const piece = pickRange(bytes, entropy);
  const from = piece.byteOffset - bytes.byteOffset;
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + piece.length)]);
};

const swap: ByteMutation = (bytes, entropy) => {
  const put = Buffer.from(bytes);
  const [one, two] = [entropy.int(0, bytes.length - 1), entropy.int(0, bytes.length - 1)];
  [put[one], put[two]] = [put[two], put[one]];
  return put;
};

/** Adds up to {@link ADD_MAX} to an integer of one to four bytes, or takes it away. */
const add: ByteMutation = (bytes, entropy) => {
  const width = entropy.pick(WIDTHS.filter((each) => each <= Math.min(4, bytes.length)));
  const at = entropy.int(0, bytes.length - width);
  const by = entropy.int(1, ADD_MAX) * (entropy.int(0, 1) === 0 ? 1 : -1);
  const put = Buffer.from(bytes);
  const modulus = 2 ** (8 * width);
  const sum = (value: number): number => (value + by + modulus) % modulus;
  if (entropy.int(0, 1) === 0) put.writeUIntLE(sum(put.readUIntLE(at, width)), at, width);
  else put.writeUIntBE(sum(put.readUIntBE(at, width)), at, width);
  return put;
};

const ZERO = 48;
const NINE = 57;

const changeDigit: ByteMutation = (bytes, entropy) => {
  const digits = [...bytes.keys()].filter((at) => bytes[at] >= ZERO && bytes[at] <= NINE);
  if (digits.length === 0) return bytes;
  const put = Buffer.from(bytes);
  put[entropy.pick(digits)] = entropy.int(ZERO, NINE);
  return put;
};

/** Bytes of the other where they stand there. */
const splice: ByteMutation = (bytes, entropy, other) => {
  const common = Math.min(bytes.length, other.length);
  if (common === 0) return bytes;
  const put = Buffer.from(bytes);
  const piece = pickRange(other.subarray(0, common), entropy);
  piece.copy(put, piece.byteOffset - other.byteOffset);
  return put;
};

const duplicate: ByteMutation = (bytes, entropy) => putBetween(bytes, pickRange(bytes, entropy), entropy);
const copy: ByteMutation = (bytes, entropy) => putOver(bytes, pickRange(bytes, entropy), entropy);
const flipBit: ByteMutation = (bytes, entropy) => withByte(bytes, entropy, 1 << entropy.int(0, 7));
const setByte: ByteMutation = (bytes, entropy) => withByte(bytes, entropy, entropy.int(1, 255));

/** Changes of bytes that are there. */
const CHANGES = [remove, duplicate, copy, flipBit, setByte, swap, add, changeDigit, splice, putBoundary].map(
  (mutation): ByteMutation =>
    (bytes, entropy, other) =>
      bytes.length === 0 ? bytes : mutation(bytes, entropy, other),
);

/** All of them. */
export const BYTE_MUTATIONS: readonly ByteMutation[] = [INSERTION, insertByte, insertOther, ...CHANGES];
