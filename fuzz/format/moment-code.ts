import { CLOCK_JUMP_NS, U64_MAX } from '../../src/index.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** A step of time from now on, in nanoseconds: any sign, cut at the ends of u64. */
export type Step = (nowNs: bigint, thresholdNs: bigint) => bigint;

const U8_FORWARD = 12;
const U16_FORWARD = 13;
const U32_FORWARD = 14;
const U64_FOLLOWS = 15;

/** Steps around everything that the tracker compares a time with: twelve of them. */
export const TRACKER_STEPS: readonly Step[] = [
  () => 0n,
  () => 1n,
  (_now, threshold) => threshold - 1n,
  (_now, threshold) => threshold,
  (_now, threshold) => threshold + 1n,
  (_now, threshold) => 10n * threshold - 1n,
  (_now, threshold) => 10n * threshold,
  (_now, threshold) => 10n * threshold + 1n,
  () => -1n,
  (_now, threshold) => -threshold,
  (now) => -now,
  (now) => U64_MAX - now,
];

const DRAIN_INTERVAL_MAX_NS = 100_000_000n;
const PER_PID_INTERVAL_NS = 10_000_000n;

/** Steps around everything that an observer compares a time with, and backwards: twelve of them. */
export const OBSERVER_STEPS: readonly Step[] = [
  () => 0n,
  () => 1n,
  (_now, threshold) => threshold - 1n,
  (_now, threshold) => threshold,
  (_now, threshold) => threshold + 1n,
  (_now, threshold) => 10n * threshold + 1n,
  (_now, threshold) => (threshold / 10n < DRAIN_INTERVAL_MAX_NS ? threshold / 10n : DRAIN_INTERVAL_MAX_NS),
  () => PER_PID_INTERVAL_NS,
  () => -1n,
  (_now, threshold) => -threshold,
  () => CLOCK_JUMP_NS,
  () => CLOCK_JUMP_NS + 1n,
];

/**
 * The moment of a code from 0 to 15: 0–11 a step of the list; 12, 13 and 14 a u8, u16 or u32 forward; 15 the moment itself.
 * What goes beyond the ends of u64 stops there. O(1).
 */
export function readMoment(reader: ByteReader, code: number, steps: readonly Step[], nowNs: bigint, thresholdNs: bigint): bigint {
  switch (code) {
    case U8_FORWARD:
      return clamp(nowNs + BigInt(reader.u8()));
    case U16_FORWARD:
      return clamp(nowNs + BigInt(reader.u16()));
    case U32_FORWARD:
      return clamp(nowNs + BigInt(reader.u32()));
    case U64_FOLLOWS:
      return reader.u64();
    default:
      return clamp(nowNs + steps[code](nowNs, thresholdNs));
  }
}

/** The code of a moment: the first that says it. O(steps). */
export function momentCode(moment: bigint, steps: readonly Step[], nowNs: bigint, thresholdNs: bigint): number {
  const code = steps.findIndex((step) => clamp(nowNs + step(nowNs, thresholdNs)) === moment);
  if (code >= 0) return code;
  const forward = moment - nowNs;
  if (forward < 0n || forward > 0xffff_ffffn) return U64_FOLLOWS;
  if (forward <= 0xffn) return U8_FORWARD;
  return forward <= 0xffffn ? U16_FORWARD : U32_FORWARD;
}

/** Writes what follows the code of a moment. O(1). */
export function writeMomentRest(writer: ByteWriter, code: number, moment: bigint, nowNs: bigint): void {
  if (code === U64_FOLLOWS) return writer.u64(moment);
  const forward = Number(moment - nowNs);
  if (code === U8_FORWARD) writer.u8(forward);
  else if (code === U16_FORWARD) writer.u16(forward);
  else if (code === U32_FORWARD) writer.u32(forward);
}

function clamp(moment: bigint): bigint {
  if (moment < 0n) return 0n;
  return moment > U64_MAX ? U64_MAX : moment;
}
