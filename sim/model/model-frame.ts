import { modelCrc32c } from './model-crc.ts';
import { U64_MAX, type ModelStatus } from './model-types.ts';

/** Reasons to refuse a frame, in the order in which they are looked for. */
export const MODEL_REFUSALS = [
  'bad-length',
  'bad-magic',
  'bad-version',
  'bad-crc',
  'bad-status',
  'stall-on-wire',
  'bad-pid',
  'bad-timestamp',
  'bad-nonce',
] as const;
export type ModelRefusal = (typeof MODEL_REFUSALS)[number];

/** One beat as it is on the wire. */
export interface ModelFrame {
  readonly status: ModelStatus;
  /** u32; 0 and 1 are refused. */
  readonly pid: number;
  /** The sender's own monotonic clock, ns, u64; 2^64 − 1 is refused. */
  readonly timestamp: bigint;
  /** u64; 2^64 − 1 is terminal, and then the status must be critical. */
  readonly nonce: bigint;
  /** u32, opaque. */
  readonly payload: number;
}

/** The status of each wire value. */
const STATUSES: readonly ModelStatus[] = ['ok', 'degraded', 'critical', 'stall'];

const FRAME_BYTES = 32;
const CRC_OFFSET = 28;
const MAGIC = [0x56, 0x41] as const;
const VERSION = 2;
const STALL = 3;

// One frame at a time is laid out here: a view of its own for each frame would cost more than all the rest.
const scratch = new Uint8Array(FRAME_BYTES);
const view = new DataView(scratch.buffer);

/** The frame in `bytes`, or the first reason to refuse it. */
export function decodeModelFrame(bytes: Uint8Array): ModelFrame | ModelRefusal {
  if (bytes.length !== FRAME_BYTES) return 'bad-length';
  scratch.set(bytes);
  if (view.getUint8(0) !== MAGIC[0] || view.getUint8(1) !== MAGIC[1]) return 'bad-magic';
  if (view.getUint8(2) !== VERSION) return 'bad-version';
  if (view.getUint32(CRC_OFFSET, true) !== modelCrc32c(scratch, CRC_OFFSET)) return 'bad-crc';
  const status = view.getUint8(3);
  if (status > STALL) return 'bad-status';
  if (status === STALL) return 'stall-on-wire';
  const pid = view.getUint32(4, true);
  if (pid < 2) return 'bad-pid';
  const timestamp = view.getBigUint64(8, true);
  if (timestamp === U64_MAX) return 'bad-timestamp';
  const nonce = view.getBigUint64(16, true);
  if (nonce === U64_MAX && STATUSES[status] !== 'critical') return 'bad-nonce';
  return { status: STATUSES[status], pid, timestamp, nonce, payload: view.getUint32(24, true) };
}

/** The 32 bytes of `frame`, whose fields must be in range. Frames that decoding refuses are written just as well. */
export function encodeModelFrame(frame: ModelFrame): Uint8Array {
  scratch.set([...MAGIC, VERSION, STATUSES.indexOf(frame.status)]);
  view.setUint32(4, frame.pid, true);
  view.setBigUint64(8, frame.timestamp, true);
  view.setBigUint64(16, frame.nonce, true);
  view.setUint32(24, frame.payload, true);
  view.setUint32(CRC_OFFSET, modelCrc32c(scratch, CRC_OFFSET), true);
  return scratch.slice();
}
