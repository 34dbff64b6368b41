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

/** What lies at the bounds of an integer of `width` bytes, in either order of them: the ends, the powers of two, and their neighbours. */
function boundariesOf(width: number): readonly Buffer[] {
  const values = new Set<bigint>();
  for (let power = 0; power <= 8 * width; power++) {
    for (const beside of [-1n, 0n, 1n]) values.add(BigInt.asUintN(8 * width, (1n << BigInt(power)) + beside));
  }
  return [...values].flatMap((value) => {
    const greatestFirst = Buffer.from(value.toString(16).padStart(2 * width, '0'), 'hex');
    return [greatestFirst, Buffer.from(greatestFirst).reverse()];
  });
}

const BOUNDARIES = WIDTHS.map(boundariesOf);

/** A number of these widths that `length` bytes have room for. */
function pickWidth(length: number, entropy: Entropy): number {
  return entropy.int(0, Math.min(WIDTHS.length - 1, 31 - Math.clz32(length)));
}

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

/** Up to so many bytes are copied one by one: to have the engine do it takes a call and a view, 60 ns. */
const FEW = 64;

/** Writes bytes of `from` into `to`, which is another, as from `at` on. O(bytes). */
export function putBytes(to: Uint8Array, at: number, from: Uint8Array, begin = 0, end = from.length): void {
  if (end - begin > FEW) to.set(from.subarray(begin, end), at);
  else for (let offset = at - begin, next = begin; next < end; next++) to[next + offset] = from[next];
}

/** A copy of its own. O(bytes). */
export function copyOf(bytes: Uint8Array): Buffer {
  const made = Buffer.allocUnsafe(bytes.length);
  made.set(bytes);
  return made;
}

/** Whether two inputs are the same bytes. O(bytes). */
export function areSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** The bytes with `piece` in place of those from `from` up to `to`. O(bytes). */
export function replaceRange(bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Buffer {
  const made = Buffer.allocUnsafe(bytes.length - (to - from) + piece.length);
  putBytes(made, 0, bytes, 0, from);
  putBytes(made, from, piece);
  putBytes(made, from + piece.length, bytes, to);
  return made;
}

/** Puts `piece` between two bytes, anywhere. */
function putBetween(bytes: Buffer, piece: Uint8Array, entropy: Entropy): Buffer {
  const at = entropy.int(0, bytes.length);
  return replaceRange(bytes, at, at, piece);
}

/** Changes one byte, by exclusive or. */
function withByte(bytes: Buffer, entropy: Entropy, mask: number): Buffer {
  const put = copyOf(bytes);
  put[entropy.int(0, bytes.length - 1)] ^= mask;
  return put;
}

function fresh(length: number, entropy: Entropy): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at++) bytes[at] = entropy.int(0, 255);
  return bytes;
}

const insertByte: ByteMutation = (bytes, entropy) => putBetween(bytes, fresh(1, entropy), entropy);

/** Puts a few bytes of chance between two. */
export const INSERTION: ByteMutation = (bytes, entropy) => putBetween(bytes, fresh(entropy.int(2, RANGE_MAX), entropy), entropy);

const insertOther: ByteMutation = (bytes, entropy, other) =>
  other.length === 0 ? bytes : putBetween(bytes, pickRange(other, entropy), entropy);

const remove: ByteMutation = (bytes, entropy) => {
  const from = entropy.int(0, bytes.length - 1);
  return replaceRange(bytes, from, from + pickLength(bytes.length - from, entropy), NOTHING);
};

const duplicate: ByteMutation = (bytes, entropy) => putBetween(bytes, pickRange(bytes, entropy), entropy);

/** Writes bytes over others, as far as these go. */
const copy: ByteMutation = (bytes, entropy) => {
  const put = copyOf(bytes);
  const range = pickRange(bytes, entropy);
  const at = entropy.int(0, bytes.length - 1);
  putBytes(put, at, range, 0, Math.min(range.length, bytes.length - at));
  return put;
};

const flipBit: ByteMutation = (bytes, entropy) => withByte(bytes, entropy, 1 << entropy.int(0, 7));
const setByte: ByteMutation = (bytes, entropy) => withByte(bytes, entropy, entropy.int(1, 255));

const swap: ByteMutation = (bytes, entropy) => {
  const put = copyOf(bytes);
  const [one, two] = [entropy.int(0, bytes.length - 1), entropy.int(0, bytes.length - 1)];
  [put[one], put[two]] = [put[two], put[one]];
  return put;
};

/** Adds up to {@link ADD_MAX} to an integer of one to four bytes, or takes it away. */
const add: ByteMutation = (bytes, entropy) => {
  const width = WIDTHS[Math.min(2, pickWidth(bytes.length, entropy))];
  const at = entropy.int(0, bytes.length - width);
  const by = entropy.int(1, ADD_MAX) * (entropy.int(0, 1) === 0 ? 1 : -1);
  const put = copyOf(bytes);
  const modulus = 2 ** (8 * width);
  const sum = (value: number): number => (value + by + modulus) % modulus;
  if (entropy.int(0, 1) === 0) put.writeUIntLE(sum(put.readUIntLE(at, width)), at, width);
  else put.writeUIntBE(sum(put.readUIntBE(at, width)), at, width);
  return put;
};

/** Bytes of the other where they stand there. */
const splice: ByteMutation = (bytes, entropy, other) => {
  const common = Math.min(bytes.length, other.length);
  if (common === 0) return bytes;
  const from = entropy.int(0, common - 1);
  const put = copyOf(bytes);
  putBytes(put, from, other, from, from + pickLength(common - from, entropy));
  return put;
};

/** Writes a boundary integer of one to eight bytes over what is there, in either order of bytes. */
export const putBoundary: ByteMutation = (bytes, entropy) => {
  const integer = entropy.pick(BOUNDARIES[pickWidth(bytes.length, entropy)]);
  const put = copyOf(bytes);
  putBytes(put, entropy.int(0, bytes.length - integer.length), integer);
  return put;
};

const NOTHING = Buffer.alloc(0);

/** Changes of bytes that are there. */
const CHANGES = [remove, duplicate, copy, flipBit, setByte, swap, add, splice, putBoundary].map(
  (mutation): ByteMutation =>
    (bytes, entropy, other) =>
      bytes.length === 0 ? bytes : mutation(bytes, entropy, other),
);

/** All of them. */
export const BYTE_MUTATIONS: readonly ByteMutation[] = [INSERTION, insertByte, insertOther, ...CHANGES];
