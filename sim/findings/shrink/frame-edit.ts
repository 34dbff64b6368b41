import { decodeModelFrame, encodeModelFrame, type ModelFrame } from '../../oracle/model/index.ts';

// By the model's codec: that of src may be what fails.

/** The frame with some of its fields changed and a valid checksum; null for bytes that are no frame. O(1). */
export function editFrame(bytes: Uint8Array, change: Partial<ModelFrame>): Uint8Array | null {
  const frame = readFrame(bytes);
  return frame === null ? null : encodeModelFrame({ ...frame, ...change });
}

/** The frame in a datagram; null for bytes that are none. */
export function readFrame(bytes: Uint8Array): ModelFrame | null {
  const frame = decodeModelFrame(bytes);
  return typeof frame === 'string' ? null : frame;
}
