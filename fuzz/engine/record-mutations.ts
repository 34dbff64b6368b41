import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import { putBytes } from './byte-mutations.ts';

/** Where the records of an input begin; see {@link FuzzTarget}. */
export type BoundsOf = (bytes: Uint8Array) => readonly number[];

/** An input and the bounds of its records. */
interface Input {
  readonly bytes: Uint8Array;
  readonly bounds: readonly number[];
  /** How many records there are. */
  readonly count: number;
}

/** Records `from` up to, and without, `to` of an input. */
type Piece = readonly [input: Input, from: number, to: number];

/** What an input is made of anew, after its head. */
export type RecordMutation = (input: Input, otherOf: () => Input, entropy: Entropy) => readonly Piece[];

const RUN_MAX = 8;
const COPIES_MAX = 4;
const FRESH_MAX = 12;

function inputOf(bytes: Uint8Array, boundsOf: BoundsOf): Input {
  const bounds = boundsOf(bytes);
  return { bytes, bounds, count: Math.max(0, bounds.length - 1) };
}

/** A few neighbouring records: where they begin, and where they end. Mostly one, seldom up to {@link RUN_MAX}. */
function pickRun(count: number, entropy: Entropy): readonly [number, number] {
  const from = entropy.int(0, count - 1);
  const length = entropy.int(0, 2) === 0 ? entropy.int(1, RUN_MAX) : 1;
  return [from, Math.min(count, from + length)];
}

const remove: RecordMutation = (input, _otherOf, entropy) => {
  const [from, to] = pickRun(input.count, entropy);
  return [
    [input, 0, from],
    [input, to, input.count],
  ];
};

const duplicate: RecordMutation = (input, _otherOf, entropy) => {
  const [from, to] = pickRun(input.count, entropy);
  const copies = Array.from({ length: entropy.int(1, COPIES_MAX) }, (): Piece => [input, from, to]);
  return [[input, 0, to], ...copies, [input, to, input.count]];
};

const swap: RecordMutation = (input, _otherOf, entropy) => {
  const one = entropy.int(0, input.count - 1);
  const two = entropy.int(0, input.count - 1);
  const [first, second] = one < two ? [one, two] : [two, one];
  if (first === second) return [[input, 0, input.count]];
  return [
    [input, 0, first],
    [input, second, second + 1],
    [input, first + 1, second],
    [input, first, first + 1],
    [input, second + 1, input.count],
  ];
};

const move: RecordMutation = (input, _otherOf, entropy) => {
  const [from, to] = pickRun(input.count, entropy);
  const at = entropy.int(0, input.count - (to - from));
  if (at <= from) {
    return [
      [input, 0, at],
      [input, from, to],
      [input, at, from],
      [input, to, input.count],
    ];
  }
  const after = at + (to - from);
  return [
    [input, 0, from],
    [input, to, after],
    [input, from, to],
    [input, after, input.count],
  ];
};

/** Records of another input, anywhere in this one. */
const insert: RecordMutation = (input, otherOf, entropy) => {
  const other = otherOf();
  const at = entropy.int(0, input.count);
  const before: Piece = [input, 0, at];
  const after: Piece = [input, at, input.count];
  return other.count === 0 ? [before, after] : [before, [other, ...pickRun(other.count, entropy)], after];
};

/** A few bytes of chance between two records, whatever they mean. */
const invent: RecordMutation = (input, _otherOf, entropy) => {
  const at = entropy.int(0, input.count);
  const bytes = Uint8Array.from({ length: entropy.int(1, FRESH_MAX) }, () => entropy.int(0, 255));
  const fresh: Input = { bytes, bounds: [0, bytes.length], count: 1 };
  return [
    [input, 0, at],
    [fresh, 0, 1],
    [input, at, input.count],
  ];
};

/** The beginning of this input and the end of another. */
const crossOver: RecordMutation = (input, otherOf, entropy) => {
  const other = otherOf();
  return [
    [input, 0, entropy.int(0, input.count)],
    [other, entropy.int(0, other.count), other.count],
  ];
};

/** Changes of records that are there. */
const CHANGES: readonly RecordMutation[] = [remove, duplicate, swap, move];

/** All of them. */
export const RECORD_MUTATIONS: readonly RecordMutation[] = [insert, invent, ...CHANGES, crossOver];

/** Changes the records of an input by one of {@link RECORD_MUTATIONS}; the very same where there is none. The head stays. O(bytes). */
export function mutateRecords(mutation: RecordMutation, bytes: Buffer, other: Uint8Array, boundsOf: BoundsOf, entropy: Entropy): Buffer {
  const input = inputOf(bytes, boundsOf);
  if (input.count === 0 && CHANGES.includes(mutation)) return bytes;
  return join(
    input,
    mutation(input, () => inputOf(other, boundsOf), entropy),
  );
}

function join({ bytes, bounds }: Input, pieces: readonly Piece[]): Buffer {
  const headLength = bounds[0] ?? bytes.length;
  let length = headLength;
  for (const [input, from, to] of pieces) if (to > from) length += input.bounds[to] - input.bounds[from];
  const joined = Buffer.allocUnsafe(length);
  putBytes(joined, 0, bytes, 0, headLength);
  let at = headLength;
  for (const [input, from, to] of pieces) {
    if (to <= from) continue;
    const [begin, end] = [input.bounds[from], input.bounds[to]];
    putBytes(joined, at, input.bytes, begin, end);
    at += end - begin;
  }
  return joined;
}
