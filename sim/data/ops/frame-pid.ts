import type { Op } from './op.ts';

/** The pid that an operation is about; null for one that is about none, or about several. */
export function actorOf(op: Op): number | null {
  if ('pid' in op) return op.pid;
  return op.op === 'datagram' ? framePid(op.bytes) : null;
}

/** The pid that a datagram names, whether or not it is a frame; null if it is too short to name one. */
export function framePid(bytes: Uint8Array): number | null {
  return bytes.length < 8 ? null : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}
