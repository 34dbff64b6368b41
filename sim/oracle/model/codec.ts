/** What an agent says of itself. `stall` is made by the observer only and never comes in on a frame. */
export type ModelStatus = 'ok' | 'degraded' | 'critical' | 'stall';

/** How far the sender of a beat is known. The first origin of a pid wins. */
export type ModelOrigin = 'kernel-attested' | 'network-unverified' | 'operator-attested' | 'socket-mode-only';

/** Which slots a full tracker may give away: `strict` only flagged ones, `balanced` any that is silent for long enough. */
export type ModelPolicy = 'strict' | 'balanced';

/** Outcome of one `record`. `restarted`: the pid has begun a new life in its slot. */
export type ModelUpdate =
  | 'inserted'
  | 'refreshed'
  | 'out-of-order'
  | 'capacity-exceeded'
  | 'origin-conflict'
  | 'namespace-conflict'
  | 'restarted';

/** The largest u64; as a nonce, that of a terminal frame. */
export const U64_MAX = 2n ** 64n - 1n;

const U32_MAX = 0xffff_ffff;

const cell = new BigUint64Array(1);
const words = new Uint32Array(cell.buffer);
/** Which of the two u32 of a u64 in memory is the lower one, and which the upper one. */
export const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
export const HIGH = 1 - LOW;

/** The u64 with these halves, each u32. O(1), without a bigint on the way: ten times as fast as shifting one. */
function fromWords(high: number, low: number): bigint {
  words[LOW] = low;
  words[HIGH] = high;
  return cell[0];
}

/** The lower 32 bits of a u64. O(1). */
export function lowWord(value: bigint): number {
  cell[0] = value;
  return words[LOW];
}

/** The upper 32 bits of a u64. O(1). */
export function highWord(value: bigint): number {
  cell[0] = value;
  return words[HIGH];
}

/** Whether a u64 is the largest. O(1), without a comparison of bigints, which is a call. */
export function isMax(value: bigint): boolean {
  cell[0] = value;
  return words[0] === U32_MAX && words[1] === U32_MAX;
}

/** A u64 as the nearest double: exact below 2^53. O(1), several times as fast as `Number(value)`. */
export function toDouble(value: bigint): number {
  cell[0] = value;
  return words[HIGH] * 2 ** 32 + words[LOW];
}

/** Time from `since` to `now`, u64, `now` not the lesser. O(1): said to be a u64, the difference needs no bigint of its own. */
export function elapsed(now: bigint, since: bigint): bigint {
  return BigInt.asUintN(64, now - since);
}

/** The Castagnoli polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;

/** Shifts the register right by `bits` bits, one at a time, as the definition of the checksum says. */
function shift(register: number, bits: number): number {
  for (let bit = 0; bit < bits; bit++) {
    register = register & 1 ? (register >>> 1) ^ POLYNOMIAL : register >>> 1;
  }
  return register;
}

/** What each byte value has become after `bits` shifts. */
function shifted(bits: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => shift(byte, bits));
}

// Shifting distributes over xor: a register of four bytes after 32 shifts is the xor of what its bytes become, and a byte
// that lies higher has been shifted fewer times since it reached the low end.
const AFTER_8 = shifted(8);
const AFTER_16 = shifted(16);
const AFTER_24 = shifted(24);
const AFTER_32 = shifted(32);

function shiftWord(register: number): number {
  return AFTER_32[register & 255] ^ AFTER_24[(register >>> 8) & 255] ^ AFTER_16[(register >>> 16) & 255] ^ AFTER_8[register >>> 24];
}

/** CRC-32C of the first `length` bytes, u32. O(length), four bytes a step. */
export function modelCrc32c(bytes: Uint8Array, length: number): number {
  let register = -1;
  let at = 0;
  for (; at + 4 <= length; at += 4) register = shiftWord(register ^ u32(bytes, at));
  for (; at < length; at++) register = shift(register ^ bytes[at], 8);
  return ~register >>> 0;
}

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
/** The first two bytes, 0x56 and 0x41, as a u16. */
const MAGIC = 0x4156;
const VERSION = 2;
const STALL = 3;

/** The u32 at `offset`, little-endian. */
function u32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
}

/** CRC-32C of a frame whose first seven words, little-endian, are these: u32 or i32, answers u32. Its bytes are put together only once. */
function frameCrc(
  head: number,
  pid: number,
  timeLow: number,
  timeHigh: number,
  nonceLow: number,
  nonceHigh: number,
  payload: number,
): number {
  let register = shiftWord(~head);
  register = shiftWord(register ^ pid);
  register = shiftWord(register ^ timeLow);
  register = shiftWord(register ^ timeHigh);
  register = shiftWord(register ^ nonceLow);
  register = shiftWord(register ^ nonceHigh);
  register = shiftWord(register ^ payload);
  return ~register >>> 0;
}

/** The frame in `bytes`, or the first reason to refuse it. */
export function decodeModelFrame(bytes: Uint8Array): ModelFrame | ModelRefusal {
  if (bytes.length !== FRAME_BYTES) return 'bad-length';
  const head = u32(bytes, 0);
  if ((head & 0xffff) !== MAGIC) return 'bad-magic';
  if (((head >>> 16) & 255) !== VERSION) return 'bad-version';
  const pid = u32(bytes, 4);
  const timeLow = u32(bytes, 8);
  const timeHigh = u32(bytes, 12);
  const nonceLow = u32(bytes, 16);
  const nonceHigh = u32(bytes, 20);
  const payload = u32(bytes, 24);
  if (u32(bytes, CRC_OFFSET) !== frameCrc(head, pid, timeLow, timeHigh, nonceLow, nonceHigh, payload)) return 'bad-crc';
  const status = head >>> 24;
  if (status > STALL) return 'bad-status';
  if (status === STALL) return 'stall-on-wire';
  if (pid < 2) return 'bad-pid';
  if (timeLow === U32_MAX && timeHigh === U32_MAX) return 'bad-timestamp';
  if (nonceLow === U32_MAX && nonceHigh === U32_MAX && STATUSES[status] !== 'critical') return 'bad-nonce';
  return { status: STATUSES[status], pid, timestamp: fromWords(timeHigh, timeLow), nonce: fromWords(nonceHigh, nonceLow), payload };
}

function putU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

/**
 * The 32 bytes of `frame`, whose fields must be in range, in `bytes`. Frames that decoding refuses are written just as well. Byte by
 * byte: a DataView would move a new array out of the young generation, which takes ten times as long as all of this.
 */
export function encodeModelFrame(frame: ModelFrame, bytes: Uint8Array = new Uint8Array(FRAME_BYTES)): Uint8Array {
  const { pid, timestamp, nonce, payload } = frame;
  const head = MAGIC | (VERSION << 16) | (STATUSES.indexOf(frame.status) << 24);
  const timeLow = lowWord(timestamp);
  const timeHigh = highWord(timestamp);
  const nonceLow = lowWord(nonce);
  const nonceHigh = highWord(nonce);
  putU32(bytes, 0, head);
  putU32(bytes, 4, pid);
  putU32(bytes, 8, timeLow);
  putU32(bytes, 12, timeHigh);
  putU32(bytes, 16, nonceLow);
  putU32(bytes, 20, nonceHigh);
  putU32(bytes, 24, payload);
  putU32(bytes, CRC_OFFSET, frameCrc(head, pid, timeLow, timeHigh, nonceLow, nonceHigh, payload));
  return bytes;
}

/** What a listener reads. Nothing of it is kept once it was read. */
export interface ModelDatagram {
  readonly bytes: Uint8Array;
  readonly origin: ModelOrigin;
  /** Pid that the kernel vouches for, or null. */
  readonly peer: number | null;
  /** Inode of the sender's pid namespace, or null. */
  readonly ns: bigint | null;
  /** What tells two processes with the same pid apart, u64, or null. */
  readonly generation?: bigint | null;
}
