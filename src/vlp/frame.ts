import { checkU32, checkU64, argumentError } from '../check.ts';
import { HIGH_WORD, LOW_WORD, U64_MAX } from '../u64.ts';
import { crc32c } from './crc32c.ts';
import { STATUSES, statusCode, type Status } from './status.ts';

// Constants of this module's own: an imported one is read from memory at each use.
const HIGH = HIGH_WORD;
const LOW = LOW_WORD;

/** Bytes in a frame. */
export const FRAME_LENGTH = 32;

/** The nonce of a terminal frame: 2^64 − 1. Legal on the wire only with status `critical`. */
export const TERMINAL_NONCE = U64_MAX;

/** The largest nonce of an ordinary frame, 2^64 − 2; the next one is 0. */
export const REGULAR_NONCE_MAX = U64_MAX - 1n;

/** One heartbeat of the Varta Lifeline Protocol 0.2. */
export interface Frame {
  /** What the sender says of itself; `stall` is refused on the wire. */
  readonly status: Status;
  /** Process id of the sender, u32; 0 and 1 are refused on the wire. */
  readonly pid: number;
  /** The sender's own monotonic clock in nanoseconds, u64; 2^64 − 1 is refused on the wire. */
  readonly timestamp: bigint;
  /** Counts up with each beat, u64; see {@link TERMINAL_NONCE}. */
  readonly nonce: bigint;
  /** Opaque to the observer, u32. */
  readonly payload: number;
}

/** Why a datagram is no frame, in the order in which the checks run. */
export const FRAME_REFUSALS = [
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

/** See {@link FRAME_REFUSALS}. */
export type FrameRefusal = (typeof FRAME_REFUSALS)[number];

const MAGIC_0 = 0x56;
const MAGIC_1 = 0x41;
const VERSION = 0x02;
const CRC_AT = 28;
const STALL_CODE = 3;
const CRITICAL_CODE = 2;

// u64 fields pass through one scratch cell, so that no view and no intermediate bigint is made per frame.
const scratch = new BigUint64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

function readU64(bytes: Uint8Array, at: number): bigint {
  scratchWords[LOW] = readU32(bytes, at);
  scratchWords[HIGH] = readU32(bytes, at + 4);
  return scratch[0];
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function writeU64(bytes: Uint8Array, at: number, value: bigint): void {
  scratch[0] = value;
  writeU32(bytes, at, scratchWords[LOW]);
  writeU32(bytes, at + 4, scratchWords[HIGH]);
}

/**
 * Reads one datagram: the frame, or the first reason to refuse it. Never throws on bytes of any length.
 * O(1); allocates nothing but the frame.
 */
export function decodeFrame(bytes: Uint8Array): Frame | FrameRefusal {
  if (bytes.length !== FRAME_LENGTH) return 'bad-length';
  if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1) return 'bad-magic';
  if (bytes[2] !== VERSION) return 'bad-version';
  if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT)) return 'bad-crc';
  const code = bytes[3];
  if (code > STALL_CODE) return 'bad-status';
  if (code === STALL_CODE) return 'stall-on-wire';
  const pid = readU32(bytes, 4);
  if (pid <= 1) return 'bad-pid';
  const timestamp = readU64(bytes, 8);
  if (timestamp === U64_MAX) return 'bad-timestamp';
  const nonce = readU64(bytes, 16);
  if (nonce === TERMINAL_NONCE && code !== CRITICAL_CODE) return 'bad-nonce';
  return { status: STATUSES[code], pid, timestamp, nonce, payload: readU32(bytes, 24) };
}

/** Both checksums of a datagram of {@link FRAME_LENGTH} bytes, to explain a `bad-crc`. O(1). */
export function frameChecksums(bytes: Uint8Array): { readonly computed: number; readonly stored: number } {
  if (bytes.length !== FRAME_LENGTH) {
    throw argumentError('compare checksums', `a frame has ${FRAME_LENGTH} bytes`, bytes.length, true);
  }
  return { computed: crc32c(bytes, CRC_AT), stored: readU32(bytes, CRC_AT) };
}

/**
 * Writes a frame, into `out` where given. Judges types and ranges only: a frame that {@link decodeFrame} would refuse
 * can be made. Throws TypeError or RangeError for a field outside its type, or an `out` that is not 32 bytes long. O(1).
 */
export function encodeFrame(frame: Frame, out: Uint8Array = new Uint8Array(FRAME_LENGTH)): Uint8Array {
  const code = statusCode(frame.status);
  if (code < 0) {
    throw argumentError('encode frame', `status must be one of ${STATUSES.join(', ')}`, frame.status, typeof frame.status === 'string');
  }
  checkU32('encode frame', 'pid', frame.pid);
  checkU64('encode frame', 'timestamp', frame.timestamp);
  checkU64('encode frame', 'nonce', frame.nonce);
  checkU32('encode frame', 'payload', frame.payload);
  if (out.length !== FRAME_LENGTH) throw argumentError('encode frame', `out must have ${FRAME_LENGTH} bytes`, out.length, true);
  out[0] = MAGIC_0;
  out[1] = MAGIC_1;
  out[2] = VERSION;
  out[3] = code;
  writeU32(out, 4, frame.pid);
  writeU64(out, 8, frame.timestamp);
  writeU64(out, 16, frame.nonce);
  writeU32(out, 24, frame.payload);
  writeU32(out, CRC_AT, crc32c(out, CRC_AT));
  return out;
}
