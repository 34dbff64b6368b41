import { decodeFrame, encodeFrame, FRAME_LENGTH, type Frame } from '../../../src/index.ts';

/** The pid that a datagram names, whether or not it is a frame; null if it is too short to name one. */
export function framePid(bytes: Uint8Array): number | null {
  return bytes.length < 8 ? null : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

/** The frame with some of its fields changed and a valid checksum; null for bytes that are no frame. O(1). */
export function editFrame(bytes: Uint8Array, change: Partial<Frame>): Uint8Array | null {
  if (bytes.length !== FRAME_LENGTH) return null;
  const frame = decodeFrame(bytes);
  return typeof frame === 'string' ? null : encodeFrame({ ...frame, ...change });
}

/** The frame in a datagram; null for bytes that are none. */
export function readFrame(bytes: Uint8Array): Frame | null {
  const frame = decodeFrame(bytes);
  return typeof frame === 'string' ? null : frame;
}
