import { CLOCK_JUMP_NS, NONCE_WRAP_THRESHOLD, REGULAR_NONCE_MAX, TERMINAL_NONCE, BEAT_ORIGINS, STATUSES } from '../../src/index.ts';
import { U64_MAX } from '../../src/internal.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { indexCells, readPid, skipPid } from './pid-code.ts';
import { readNs, skipNsRest } from './value-codes.ts';
import type { RecordOp } from '../../sim/data/ops/op.ts';

/** A step of time from now on, in nanoseconds: any sign, cut at the ends of u64. */
type Step = (nowNs: bigint, thresholdNs: bigint) => bigint;

/** Codes of a moment that is no step of the list: how many bytes forward follow, or that the moment itself does. */
const MOMENT = { u8: 12, u16: 13, u32: 14, u64: 15 } as const;

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

const WRAP_FROM = U64_MAX - NONCE_WRAP_THRESHOLD;

/** Codes of a nonce that is not in the list: two bytes forward follow, or the nonce itself does. */
const NONCE = { u16: 14, u64: 15 } as const;

/** Nonces by code, from the last one of the pid. */
const NONCES: readonly ((last: bigint) => bigint)[] = [
  (last) => BigInt.asUintN(64, last + 1n),
  (last) => BigInt.asUintN(64, last + 2n),
  (last) => last,
  (last) => BigInt.asUintN(64, last - 1n),
  () => 0n,
  () => 1n,
  () => NONCE_WRAP_THRESHOLD - 1n,
  () => NONCE_WRAP_THRESHOLD,
  () => WRAP_FROM - 1n,
  () => WRAP_FROM,
  () => WRAP_FROM + 1n,
  () => REGULAR_NONCE_MAX,
  () => TERMINAL_NONCE,
  () => 2n ** 63n,
];

/**
 * What the records of an input have set so far, from which the next ones count: the time, the threshold, the last nonce of each
 * pid. It is the same in reading and in writing, and knows nothing of what the production code replied.
 */
export class CodingContext {
  nowNs = 0n;
  thresholdNs = 0n;
  /** Cells of the index of pids, a power of two. */
  cells = 2;
  readonly #steps: readonly Step[];
  readonly #nonces = new Map<number, bigint>();

  /** `steps` are the steps of time that have a code. */
  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** A new table begins: no pid has a last nonce. O(pids). */
  startTable(capacity: number): void {
    this.cells = indexCells(capacity);
    // To clear an empty one makes it anew.
    if (this.#nonces.size > 0) this.#nonces.clear();
  }

  /**
   * The time that a code from 0 to 15 stands for, from now on the present: 0–11 a step of the list; 12, 13 and 14 a u8, u16 or u32
   * forward; 15 the moment itself. What goes beyond the ends of u64 stops there. O(1).
   */
  readNow(reader: ByteReader, code: number): bigint {
    this.nowNs = code === MOMENT.u64 ? reader.u64() : clamp(this.nowNs + this.#forward(reader, code));
    return this.nowNs;
  }

  #forward(reader: ByteReader, code: number): bigint {
    switch (code) {
      case MOMENT.u8:
        return BigInt(reader.u8());
      case MOMENT.u16:
        return BigInt(reader.u16());
      case MOMENT.u32:
        return BigInt(reader.u32());
      default:
        return this.#steps[code](this.nowNs, this.thresholdNs);
    }
  }

  /** Writes the first byte of a record, `kind` above the first code that stands for the time, and what the code needs. O(steps). */
  writeKindAndNow(writer: ByteWriter, kind: number, now: bigint): void {
    const code = this.#momentCode(now);
    writer.u8((kind << 4) | code);
    const forward = Number(now - this.nowNs);
    if (code === MOMENT.u8) writer.u8(forward);
    else if (code === MOMENT.u16) writer.u16(forward);
    else if (code === MOMENT.u32) writer.u32(forward);
    else if (code === MOMENT.u64) writer.u64(now);
    this.nowNs = now;
  }

  #momentCode(now: bigint): number {
    const code = this.#steps.findIndex((step) => clamp(this.nowNs + step(this.nowNs, this.thresholdNs)) === now);
    if (code >= 0) return code;
    const forward = now - this.nowNs;
    if (forward < 0n || forward > 0xffff_ffffn) return MOMENT.u64;
    if (forward <= 0xffn) return MOMENT.u8;
    return forward <= 0xffffn ? MOMENT.u16 : MOMENT.u32;
  }

  /**
   * The nonce that a code from 0 to 15 stands for, from now on the last one of `pid`: 0 the next one; 1–13 what lies beside the last
   * one and at the bounds of a nonce that starts over; 14 a u16 forward; 15 the nonce itself. O(1).
   */
  readNonce(reader: ByteReader, code: number, pid: number): bigint {
    if (code === NONCE.u64) return this.#keep(pid, reader.u64());
    const last = this.#last(pid);
    return this.#keep(pid, code === NONCE.u16 ? BigInt.asUintN(64, last + BigInt(reader.u16())) : NONCES[code](last));
  }

  /** The nonce of a beat of `pid` whose record has none. O(1). */
  nextNonce(pid: number): bigint {
    return this.#keep(pid, BigInt.asUintN(64, this.#last(pid) + 1n));
  }

  /** The first code that stands for a nonce of `pid`. O(codes). */
  nonceCode(nonce: bigint, pid: number): number {
    const last = this.#last(pid);
    const code = NONCES.findIndex((nonceOf) => nonceOf(last) === nonce);
    if (code >= 0) return code;
    return BigInt.asUintN(64, nonce - last) <= 0xffffn ? NONCE.u16 : NONCE.u64;
  }

  /** Writes what follows the code of a nonce, and keeps the nonce as the last. O(1). */
  writeNonceRest(writer: ByteWriter, code: number, nonce: bigint, pid: number): void {
    if (code === NONCE.u16) writer.u16(Number(BigInt.asUintN(64, nonce - this.#last(pid))));
    else if (code === NONCE.u64) writer.u64(nonce);
    this.#keep(pid, nonce);
  }

  #last(pid: number): bigint {
    return this.#nonces.get(pid) ?? 0n;
  }

  #keep(pid: number, nonce: bigint): bigint {
    this.#nonces.set(pid, nonce);
    return nonce;
  }
}

function clamp(moment: bigint): bigint {
  if (moment < 0n) return 0n;
  return moment > U64_MAX ? U64_MAX : moment;
}

/** What every format records of a beat: its moment, pid, status, origin and nonce, its namespace, and flags. */
export interface BeatHead extends Pick<RecordOp, 'now' | 'pid' | 'status' | 'origin' | 'nonce' | 'ns'> {
  /** A byte; its lower three bits have named the namespace. */
  readonly flags: number;
}

/** Reads the head of a beat; `code` is that of its moment. O(1). */
export function readBeat(reader: ByteReader, context: CodingContext, code: number): BeatHead {
  const now = context.readNow(reader, code);
  const pid = readPid(reader, context.cells);
  const manner = reader.u8();
  const nonce = context.readNonce(reader, manner >> 4, pid);
  const flags = reader.u8();
  const ns = readNs(reader, flags & 7);
  return { now, pid, status: STATUSES[(manner >> 2) & 3], origin: BEAT_ORIGINS[manner & 3], nonce, ns, flags };
}

/** Passes over what follows the code of a moment. O(1). */
export function skipMoment(reader: ByteReader, code: number): void {
  if (code >= MOMENT.u8) reader.skip(1 << (code - MOMENT.u8));
}

/** Passes over the head of a beat. Its flags. O(1). */
export function skipBeat(reader: ByteReader, code: number): number {
  skipMoment(reader, code);
  skipPid(reader);
  const nonce = reader.u8() >> 4;
  if (nonce >= NONCE.u16) reader.skip(nonce === NONCE.u16 ? 2 : 8);
  const flags = reader.u8();
  skipNsRest(reader, flags & 7);
  return flags;
}
