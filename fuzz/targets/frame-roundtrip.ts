import { encodeFrame, decodeFrame, FRAME_LENGTH, type Frame } from '../../src/index.ts';
import { frameChecksums } from '../../src/internal.ts';
import { decodeModelFrame, encodeModelFrame, modelCrc32c } from '../../sim/oracle/model/index.ts';
import { reportFeature } from '../feature.ts';
import { FRAME_DICTIONARY } from '../format/dictionary.ts';
import { readFrameInput, writeFrameInput } from '../format/frame-format.ts';
import { mustBeRefused, type Refusal } from './refusals.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/** The part of the production code that takes frames and may refuse them. */
export interface FrameCalls {
  readonly encodeFrame: typeof encodeFrame;
  readonly frameChecksums: typeof frameChecksums;
}

/** A call with one argument that is wrong, and what must be said of it. `memory` is one byte longer than a frame. */
export interface FrameMisuse {
  readonly call: (calls: FrameCalls, frame: Frame, memory: Uint8Array) => void;
  readonly refusal: Refusal;
}

const BEYOND = 2n ** 64n;
const U32 = 'must be an integer from 0 to 2^32 - 1';
const U64 = 'must be a bigint from 0 to 2^64 - 1';
const STATUSES = 'must be one of ok, degraded, critical, stall';

function field(key: keyof Frame, value: unknown, error: Refusal['error'], rule: string, got: string): FrameMisuse[] {
  return [
    {
      // What a caller without the compiler's help could pass.
      call: (calls, frame, memory) => void calls.encodeFrame({ ...frame, [key]: value }, memory.subarray(1)),
      refusal: { error, text: `Cannot encode frame: ${key} ${rule}, got ${got}` },
    },
  ];
}

/** Arrays that are one byte shorter and one byte longer than a frame. */
function wrongLengths(call: FrameMisuse['call'], rule: string): FrameMisuse[] {
  return [2, 0].map((from) => ({
    call: (calls, frame, memory) => call(calls, frame, memory.subarray(from)),
    refusal: { error: 'RangeError', text: `${rule}, got ${FRAME_LENGTH + 1 - from}` },
  }));
}

/** By the number in the format, counted round: calls that must be refused and write nothing. */
export const FRAME_MISUSES: readonly (readonly FrameMisuse[])[] = [
  field('pid', -1, 'RangeError', U32, '-1'),
  field('pid', 2 ** 32, 'RangeError', U32, '4294967296'),
  field('pid', 2.5, 'RangeError', U32, '2.5'),
  field('pid', 2n, 'TypeError', U32, '2n'),
  field('timestamp', -1n, 'RangeError', U64, '-1n'),
  field('timestamp', BEYOND, 'RangeError', U64, '18446744073709551616n'),
  field('timestamp', 2, 'TypeError', U64, '2'),
  field('nonce', -1n, 'RangeError', U64, '-1n'),
  field('nonce', BEYOND, 'RangeError', U64, '18446744073709551616n'),
  field('nonce', '1', 'TypeError', U64, '"1"'),
  field('payload', -1, 'RangeError', U32, '-1'),
  field('payload', 2 ** 32, 'RangeError', U32, '4294967296'),
  field('payload', Number.NaN, 'RangeError', U32, 'NaN'),
  field('status', 'fine', 'RangeError', STATUSES, '"fine"'),
  field('status', 0, 'TypeError', STATUSES, '0'),
  wrongLengths((calls, frame, out) => void calls.encodeFrame(frame, out), 'Cannot encode frame: out must have 32 bytes'),
  wrongLengths((calls, _frame, bytes) => void calls.frameChecksums(bytes), 'Cannot compare checksums: a frame has 32 bytes'),
];

/** The part of the production code that this target is about. */
export interface FrameProduction extends FrameCalls {
  readonly decodeFrame: typeof decodeFrame;
}

const UNTOUCHED = 0xee;
const CRC_AT = 28;

/** The target over another production code than the real one: for tests that plant bugs. */
export function frameRoundtripTarget(production: FrameProduction): FuzzTarget {
  return {
    name: 'frame-roundtrip',
    sentence: 'any frame: encodes as the model does, decodes to itself or its refusal, and shows every turned bit',
    formatVersion: 1,
    lengthMax: 48,
    fuzz(bytes) {
      const { frame, misuse, bit } = readFrameInput(bytes);
      const expected = encodeModelFrame(frame);
      const encoded = production.encodeFrame(frame);
      mustBeSame('model/reply/encode', encoded, expected);
      checkOut(production, frame, expected);
      checkDecoding(production, frame, encoded);
      checkBit(production, encoded, bit);
      if (misuse !== null) checkMisuse(production, frame, misuse);
    },
    dictionary: FRAME_DICTIONARY,
    toOps: (bytes) => [{ op: 'encode', frame: readFrameInput(bytes).frame }],
    fromOps(ops) {
      const encode = ops.find((op) => op.op === 'encode');
      return encode === undefined ? null : writeFrameInput(encode.frame);
    },
  };
}

function mustBeSame(signature: string, got: Uint8Array, expected: Uint8Array): void {
  if (got.length === expected.length && got.every((byte, at) => byte === expected[at])) return;
  throw new FuzzFinding(signature, `expected ${expected.join(' ')}, got ${got.join(' ')}`);
}

/** Written into a part of a larger array, it is the same, and what lies beside stays as it was. */
function checkOut(production: FrameProduction, frame: Frame, expected: Uint8Array): void {
  const around = new Uint8Array(FRAME_LENGTH + 2).fill(UNTOUCHED);
  const out = around.subarray(1, FRAME_LENGTH + 1);
  if (production.encodeFrame(frame, out) !== out) throw new FuzzFinding('frame-roundtrip/out', 'it answers another array');
  mustBeSame('frame-roundtrip/out', around, Uint8Array.of(UNTOUCHED, ...expected, UNTOUCHED));
}

function checkDecoding(production: FrameProduction, frame: Frame, encoded: Uint8Array): void {
  const { computed, stored } = production.frameChecksums(encoded);
  const sum = modelCrc32c(encoded, CRC_AT);
  if (computed !== sum || stored !== sum)
    throw new FuzzFinding('frame-roundtrip/checksums', `expected ${sum}, computed ${computed}, stored ${stored}`);
  const decoded = production.decodeFrame(encoded);
  const expected = decodeModelFrame(encoded);
  const agrees = typeof decoded === 'string' ? decoded === expected : typeof expected !== 'string' && sameFrame(decoded, frame);
  if (!agrees) throw new FuzzFinding('frame-roundtrip/decode', `the frame comes back otherwise than it went`);
}

function sameFrame(a: Frame, b: Frame): boolean {
  return a.status === b.status && a.pid === b.pid && a.timestamp === b.timestamp && a.nonce === b.nonce && a.payload === b.payload;
}

/** No frame with one bit turned is a frame. */
function checkBit(production: FrameProduction, encoded: Uint8Array, bit: number): void {
  const turned = encoded.slice();
  turned[bit >> 3] ^= 1 << (bit & 7);
  const decoded = production.decodeFrame(turned);
  if (typeof decoded !== 'string' || decoded !== decodeModelFrame(turned))
    throw new FuzzFinding(
      'frame-roundtrip/turned-bit',
      `bit ${bit} was turned, and decoding says ${typeof decoded === 'string' ? decoded : 'a frame'}`,
    );
}

function checkMisuse(production: FrameProduction, frame: Frame, misuse: number): void {
  const number = misuse % FRAME_MISUSES.length;
  reportFeature('frame misuse', number);
  const memory = new Uint8Array(FRAME_LENGTH + 1).fill(UNTOUCHED);
  for (const { call, refusal } of FRAME_MISUSES[number]) mustBeRefused(refusal, () => call(production, frame, memory));
  mustBeSame(`misuse/written/${number}`, memory, new Uint8Array(FRAME_LENGTH + 1).fill(UNTOUCHED));
}

/** Any frame there and back, and calls that must be refused. */
export const frameRoundtrip = frameRoundtripTarget({ decodeFrame, encodeFrame, frameChecksums });
