import { encodeFrame, NONCE_WRAP_THRESHOLD } from '../../src/index.ts';
import { U64_MAX } from '../../src/internal.ts';
import { ByteWriter } from './bytes.ts';

function u64(value: bigint): Uint8Array {
  const writer = new ByteWriter();
  writer.u64(value);
  return writer.take();
}

/** The ends of u64 and the bounds of a nonce that starts over, as formats and frames have them. */
const U64_BOUNDS: readonly Uint8Array[] = [
  0n,
  1n,
  NONCE_WRAP_THRESHOLD - 1n,
  NONCE_WRAP_THRESHOLD,
  U64_MAX - NONCE_WRAP_THRESHOLD - 1n,
  U64_MAX - NONCE_WRAP_THRESHOLD,
  U64_MAX - NONCE_WRAP_THRESHOLD + 1n,
  U64_MAX - 1n,
  U64_MAX,
].map(u64);

/** For the tracker format: whole records that lead somewhere. */
export const TRACKER_DICTIONARY: readonly Uint8Array[] = [
  ...U64_BOUNDS,
  // Bursts: a few pids, a whole probe path of colliding ones, the next such path, neighbours of that path.
  Uint8Array.of(0xd0, 2, 7),
  Uint8Array.of(0xd0, 64, 63),
  Uint8Array.of(0xd0, 128, 63),
  Uint8Array.of(0xd0, 192, 31),
  // Drains at the threshold, before it, after it; and after ten of them.
  Uint8Array.of(0x93),
  Uint8Array.of(0x92),
  Uint8Array.of(0x94),
  Uint8Array.of(0x97),
  // A beat of a new pid at ten thresholds, and after them.
  Uint8Array.of(0x06, 40),
  Uint8Array.of(0x07, 41),
  // A nonce near the top, and one that starts over.
  Uint8Array.of(0x50, 2, 0xb0, 0),
  Uint8Array.of(0x50, 2, 0x60, 0),
];

/** For datagrams: the bounds, and a whole frame. */
export const FRAME_DICTIONARY: readonly Uint8Array[] = [
  ...U64_BOUNDS,
  encodeFrame({ status: 'ok', pid: 2, timestamp: 1n, nonce: 1n, payload: 0 }),
  encodeFrame({ status: 'critical', pid: 2, timestamp: 1n, nonce: U64_MAX, payload: 0 }),
];

/** For the observer format: whole records that lead somewhere. */
export const OBSERVER_DICTIONARY: readonly Uint8Array[] = [
  ...U64_BOUNDS,
  // Bursts and floods, and the polls that hand out what they left.
  Uint8Array.of(0xd7, 2, 7),
  Uint8Array.of(0xd7, 64, 63),
  Uint8Array.of(0xe0, 2, 15),
  Uint8Array.of(0xb0, 15),
  // Polls at the threshold and after ten, at the jump bound and beyond, and backwards.
  Uint8Array.of(0x93),
  Uint8Array.of(0x95),
  Uint8Array.of(0x9a),
  Uint8Array.of(0x9b),
  Uint8Array.of(0x99),
  Uint8Array.of(0xc0),
  // A frame from a listener that attests no pid; one of a wrong peer; one of another namespace.
  Uint8Array.of(0x47, 2, 0x01, 0x00),
  Uint8Array.of(0x47, 2, 0x00, 0x10),
  Uint8Array.of(0x47, 2, 0x00, 0x0c),
  // A frame whose status, and one whose pid, is wrong under a right checksum.
  Uint8Array.of(0x77, 2, 0x00, 0x08, 0x83, 0x03),
  Uint8Array.of(0x77, 2, 0x00, 0x08, 0x84, 0x02),
];
