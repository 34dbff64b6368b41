import { modelCrc32c } from './model-crc.ts';
import { U64_MAX, type ModelStatus } from './model-types.ts';
import { fromWords } from './model-words.ts';

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

/** The u32 at `offset`, little-endian. */
function u32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
}

/** The u64 at `offset`, little-endian. */
function u64(bytes: Uint8Array, offset: number): bigint {
  return fromWords(u32(bytes, offset + 4), u32(bytes, offset));
}

/** The frame in `bytes`, or the first reason to refuse it. */
export function decodeModelFrame(bytes: Uint8Array): ModelFrame | ModelRefusal {
  if (bytes.length !== FRAME_BYTES) return 'bad-length';
  if (bytes[0] !== MAGIC[0] || bytes[1] !== MAGIC[1]) return 'bad-magic';
  if (bytes[2] !== VERSION) return 'bad-version';
  if (u32(bytes, CRC_OFFSET) !== modelCrc32c(bytes, CRC_OFFSET)) return 'bad-crc';
  const status = bytes[3];
  if (status > STALL) return 'bad-status';
  if (status === STALL) return 'stall-on-wire';
  const pid = u32(bytes, 4);
  if (pid < 2) return 'bad-pid';
  const timestamp = u64(bytes, 8);
  if (timestamp === U64_MAX) return 'bad-timestamp';
  const nonce = u64(bytes, 16);
  if (nonce === U64_MAX && STATUSES[status] !== 'critical') return 'bad-nonce';
  return { status: STATUSES[status], pid, timestamp, nonce, payload: u32(bytes, 24) };
}

/** The 32 bytes of `frame`, whose fields must be in range. Frames that decoding refuses are written just as well. */
export function encodeModelFrame(frame: ModelFrame): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, VERSION, STATUSES.indexOf(frame.status)]);
  view.setUint32(4, frame.pid, true);
  view.setBigUint64(8, frame.timestamp, true);
  view.setBigUint64(16, frame.nonce, true);
  view.setUint32(24, frame.payload, true);
  view.setUint32(CRC_OFFSET, modelCrc32c(bytes, CRC_OFFSET), true);
  return bytes;
}
