import { NONCE_WRAP_THRESHOLD, STATUSES, type Frame } from '../../src/index.ts';
import { U32_MAX, U64_MAX } from '../../src/internal.ts';
import { FRAME_MISUSES } from '../targets/frame-roundtrip.ts';
import { MISUSES } from '../targets/tracker-misuse.ts';

/** Frames at the bounds of what encodes and of what decodes. */
export const FRAME_SEEDS: readonly Frame[] = STATUSES.flatMap((status): Frame[] => [
  { status, pid: 2, timestamp: 1n, nonce: 1n, payload: 0 },
  { status, pid: 1, timestamp: 0n, nonce: 0n, payload: U32_MAX },
  { status, pid: U32_MAX, timestamp: U64_MAX - 1n, nonce: U64_MAX - NONCE_WRAP_THRESHOLD, payload: 7 },
  { status, pid: 7, timestamp: U64_MAX, nonce: 2n, payload: 1 },
  { status, pid: 7, timestamp: 3n, nonce: U64_MAX, payload: 1 },
]);

/** Inputs of a frame and a call with a wrong argument: each of them once. */
export const MISUSE_SEEDS: readonly Uint8Array[] = Array.from({ length: FRAME_MISUSES.length }, (_, number) =>
  Uint8Array.of(0x80 | (number << 2)),
);

/** The calls with a wrong argument that a tracker must refuse, with a look at the table behind each. */
export const TRACKER_SEEDS: readonly Uint8Array[] = [
  ...Array.from({ length: MISUSES.length }, (_, number) => Uint8Array.of(0, 0, 0, 0, 0x00, 2, 0xf0 | number, 0x00, 2, 0x93)),
  // A stall at exactly the threshold, one nanosecond before, one after; an eviction at ten thresholds, and after them.
  Uint8Array.of(2, 0, 0, 0, 0x00, 5, 0x93, 0xb9),
  Uint8Array.of(2, 0, 0, 0, 0x00, 5, 0x92, 0x91, 0x91),
  Uint8Array.of(2, 0, 0, 0, 0x00, 5, 0x93, 0x05, 6, 0x01, 6, 0x01, 6),
  Uint8Array.of(2, 1, 0, 0, 0x00, 5, 0x06, 6, 0x01, 7),
  // An evicted pid whose cell becomes a tombstone, because the path of another one passes it, is looked up and comes back.
  Uint8Array.of(0, 1, 0, 0, 0x00, 64, 0x00, 65, 0x07, 2, 0xc2, 64, 0x00, 64),
];

/** Gates of an observer in their order: one beat that two of them would stop. */
export const OBSERVER_SEEDS: readonly Uint8Array[] = [
  // Too soon, which costs no token.
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 5, 0x00, 5),
  // Above the largest pid and too soon; too soon and out of tokens; out of tokens and of another namespace.
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0x00, 63, 0x40, 63, 0x00, 0x00, 0xc0),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0x00, 5, 0x00, 5, 0x00, 6, 0xc0),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 4, 0, 0x00, 5, 0x40, 6, 0x00, 0x0d, 0x40, 6, 0x00, 0x0d, 0xc0),
  // At the largest pid.
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0x40, 10, 0x00, 0x00, 0xc0),
  // An evicted pid's counts end with it, and totals go on from one look to the next.
  Uint8Array.of(0, 2, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x00, 5, 0x00, 5, 0x05, 6, 0xb0, 3, 0xc0, 0x05, 7, 0xb0, 3, 0xc0),
];

/** Scenario files that nearly are. */
export const SCENARIO_SEEDS: readonly string[] = [
  '{"name":"a","claim":"b","for":"3s","observer":{"threshold":"100ms",},"fleet":[]}',
  '{"name":"a","claim":"b","for":"3s","observer":{"threshold":"100ms"},"fleet":[],"fleet":[]}',
];

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
