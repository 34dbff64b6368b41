import { NONCE_WRAP_THRESHOLD, STATUSES, U32_MAX, U64_MAX, type Frame } from '../../src/index.ts';

/** Frames at the bounds of what encodes and of what decodes. */
export const FRAME_SEEDS: readonly Frame[] = STATUSES.flatMap((status): Frame[] => [
  { status, pid: 2, timestamp: 1n, nonce: 1n, payload: 0 },
  { status, pid: 1, timestamp: 0n, nonce: 0n, payload: U32_MAX },
  { status, pid: U32_MAX, timestamp: U64_MAX - 1n, nonce: U64_MAX - NONCE_WRAP_THRESHOLD, payload: 7 },
  { status, pid: 7, timestamp: U64_MAX, nonce: 2n, payload: 1 },
  { status, pid: 7, timestamp: 3n, nonce: U64_MAX, payload: 1 },
]);

const CAPACITY_2 = 0;
const CAPACITY_65 = 16;
const CAPACITY_96 = 19;

/** Inserts, removals and look-ups of an index: alone, and along a probe path of colliding pids. */
export const INDEX_SEEDS: readonly Uint8Array[] = [
  Uint8Array.of(CAPACITY_2, 0x00, 5, 0x90, 5, 0x60, 5, 0x90, 5),
  Uint8Array.of(CAPACITY_2, 0x00, 64, 0x01, 65, 0x60, 64, 0x02, 192, 0x90, 65, 0xc0, 0x90, 192),
  Uint8Array.of(CAPACITY_65, 0xd0, 64, 63, 0x00, 128, 0xb0, 0x60, 90, 0x00, 128, 0xf0, 64, 31, 0xd0, 192, 31),
  Uint8Array.of(CAPACITY_96, 0xd0, 64, 70, 0xd0, 224, 15, 0x60, 64, 0x60, 100, 0xc0, 0xf0, 64, 70, 0x90, 224),
];
