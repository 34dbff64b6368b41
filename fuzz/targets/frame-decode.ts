import { decodeFrame, encodeFrame, type Frame, type FrameRefusal } from '../../src/index.ts';
import { decodeModelFrame, type ModelFrame } from '../../sim/model/index.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

function show(result: Frame | FrameRefusal | ModelFrame): string {
  return typeof result === 'string' ? result : `${result.status} ${result.pid} ${result.timestamp} ${result.nonce} ${result.payload}`;
}

/** Any bytes: decoding never throws, refuses as the model does, and what decodes encodes back to the same bytes. */
export const frameDecode: FuzzTarget = {
  name: 'frame-decode',
  sentence: 'any bytes: never throws, refuses in the right order, and what decodes encodes back',
  formatVersion: 1,
  lengthMax: 64,
  fuzz(bytes) {
    const frame = decodeFrame(bytes);
    const expected = decodeModelFrame(bytes);
    if (show(frame) !== show(expected)) throw new FuzzFinding('model/reply/decode', `expected ${show(expected)}, got ${show(frame)}`);
    if (typeof frame === 'string') return;
    const again = encodeFrame(frame);
    if (again.some((byte, at) => byte !== bytes[at]))
      throw new FuzzFinding('frame-decode/round-trip', `${show(frame)} encodes to other bytes`);
  },
};
