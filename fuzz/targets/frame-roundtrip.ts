import { decodeFrame, encodeFrame, FRAME_LENGTH, frameChecksums, type Frame } from '../../src/index.ts';
import { decodeModelFrame, encodeModelFrame, modelCrc32c } from '../../sim/oracle/model/index.ts';
import { mark } from '../mark.ts';
import { FRAME_DICTIONARY } from '../format/dictionary.ts';
import { readFrameInput, writeFrameInput } from '../format/frame-format.ts';
import { FRAME_MISUSES, type FrameCalls } from './frame-misuse.ts';
import { mustBeRefused } from './refused.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

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
  const { call, refusal } = FRAME_MISUSES[misuse % FRAME_MISUSES.length];
  mark('frame misuse', misuse % FRAME_MISUSES.length);
  const out = new Uint8Array(FRAME_LENGTH).fill(UNTOUCHED);
  mustBeRefused(refusal, () => call(production, frame, out));
  mustBeSame(`misuse/written/${misuse % FRAME_MISUSES.length}`, out, new Uint8Array(FRAME_LENGTH).fill(UNTOUCHED));
}

/** Any frame there and back, and calls that must be refused. */
export const frameRoundtrip = frameRoundtripTarget({ decodeFrame, encodeFrame, frameChecksums });
