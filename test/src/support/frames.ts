import { crc32c } from '../../../src/vlp/crc32c.ts';
import { encodeFrame, type Frame } from '../../../src/vlp/frame.ts';

/** A good frame; `fields` replace its own. */
export function frame(fields: Partial<Frame> = {}): Frame {
  return { status: 'ok', pid: 7, timestamp: 5n, nonce: 1n, payload: 9, ...fields };
}

/** The bytes of a good frame; `fields` replace its own. */
export function frameBytes(fields: Partial<Frame> = {}): Uint8Array {
  return encodeFrame(frame(fields));
}

/** Writes the checksum that the other 28 bytes ask for. */
export function reseal(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(28, crc32c(bytes, 28), true);
  return bytes;
}
