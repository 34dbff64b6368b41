import type { BeatOrigin, EvictionPolicy } from '../../../src/index.ts';
import type { DrainOp, GetField, GetOp, LenOp, NewOp, RecordOp, TakeCounter, TakeOp, TrackerOp } from '../../data/ops/op.ts';

/** A rule of the tracker, and operations that show it. */
export interface Clause {
  /** Its number: a letter for what it is about, and two digits. It stays what it is when others come and go. */
  readonly id: string;
  readonly sentence: string;
  /** Operations whose replies show it, the first of which is `new`, unless it is about the codec alone. */
  readonly ops: readonly TrackerOp[];
}

/** The silence after which a pid is stalled, in the operations of clauses: nanoseconds. */
export const THRESHOLD = 100n;

/** 2^64 − 1. */
export const U64_MAX = 2n ** 64n - 1n;

/** Makes a clause. */
export function clause(id: string, sentence: string, ops: readonly (TrackerOp | readonly TrackerOp[])[]): Clause {
  return { id, sentence, ops: ops.flat() };
}

/** Starts a tracker. */
export function table(capacity: number, policy: EvictionPolicy = 'strict', window = 256): NewOp {
  return { op: 'new', capacity, policy, window };
}

/** What a beat may have beside its pid, nonce and time. */
export interface BeatParts {
  readonly origin?: BeatOrigin;
  readonly ns?: bigint | null;
  readonly threshold?: bigint;
  readonly status?: RecordOp['status'];
}

/** A beat: kernel-attested, from no known namespace, with the threshold of clauses. */
export function beat(pid: number, nonce: bigint | number, now: bigint | number, parts: BeatParts = {}): RecordOp {
  const { origin = 'kernel-attested', ns = null, threshold = THRESHOLD, status = 'ok' } = parts;
  return { op: 'record', pid, nonce: BigInt(nonce), status, now: BigInt(now), threshold, origin, ns };
}

/** A drain at a time. */
export function drain(now: bigint | number, threshold: bigint = THRESHOLD): DrainOp {
  return { op: 'drain', now: BigInt(now), threshold };
}

/** A counter, read and cleared. */
export function take(counter: TakeCounter): TakeOp {
  return { op: 'take', counter };
}

/** A field of a pid. */
export function get(field: GetField, pid: number): GetOp {
  return { op: 'get', field, pid };
}

/** All fields of a pid. */
export function look(pid: number): readonly GetOp[] {
  return [get('last_ns', pid), get('origin', pid), get('ns', pid)];
}

/** The number of pids. */
export const LEN: LenOp = { op: 'len' };

/** Whole numbers from one to another, both counted. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
