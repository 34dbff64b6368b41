import { crc32c, decodeFrame, encodeFrame, type Frame, type FrameRefusal } from '../../src/index.ts';
import { decodeModelFrame, modelCrc32c, type ModelFrame } from '../../sim/oracle/model/index.ts';
import { readDatagram, writeDatagram } from '../format/frame-format.ts';
import { FRAME_DICTIONARY } from '../format/dictionary.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/** The part of the production code that this target is about. */
export interface DecodingProduction {
  readonly decodeFrame: typeof decodeFrame;
  readonly encodeFrame: typeof encodeFrame;
  readonly crc32c: typeof crc32c;
}

/** The target over another production code than the real one: for tests that plant bugs. */
export function frameDecodeTarget(production: DecodingProduction): FuzzTarget {
  return {
    name: 'frame-decode',
    sentence: 'any bytes: never throws, refuses in the right order, and what decodes encodes back',
    formatVersion: 2,
    lengthMax: 64,
    fuzz(input) {
      const bytes = readDatagram(input);
      if (production.crc32c(bytes) !== modelCrc32c(bytes, bytes.length))
        throw new FuzzFinding('frame-decode/checksum', `of ${bytes.length} bytes`);
      const frame = production.decodeFrame(bytes);
      const expected = decodeModelFrame(bytes);
      if (show(frame) !== show(expected)) throw new FuzzFinding('model/reply/decode', `expected ${show(expected)}, got ${show(frame)}`);
      if (typeof frame === 'string') return;
      const again = production.encodeFrame(frame);
      if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at]))
        throw new FuzzFinding('frame-decode/round-trip', `${show(frame)} encodes to other bytes`);
    },
    dictionary: FRAME_DICTIONARY,
    toOps: (input) => [{ op: 'decode', bytes: readDatagram(input) }],
    fromOps(ops) {
      const decode = ops.find((op) => op.op === 'decode');
      return decode === undefined ? null : writeDatagram(decode.bytes);
    },
  };
}

function show(result: Frame | FrameRefusal | ModelFrame): string {
  return typeof result === 'string' ? result : `${result.status} ${result.pid} ${result.timestamp} ${result.nonce} ${result.payload}`;
}

/** Any bytes: decoding never throws, refuses as the model does, and what decodes encodes back to the same bytes. */
export const frameDecode = frameDecodeTarget({ decodeFrame, encodeFrame, crc32c });
