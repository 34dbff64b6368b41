import type {
  BeatOrigin,
  EvictionPolicy,
  Frame,
  FrameRefusal,
  ObserverEvent,
  Status,
  TrackerCounterName,
  Update,
} from '../../../src/index.ts';
import type { ObserverSettings, TrackerSettings } from './observer-options.ts';

/**
 * Operations are data: whatever makes them and whatever takes them, they have this one form. In memory, u64 values are
 * bigints and bytes are byte arrays; on file both are strings (see op-format.ts). Times are nanoseconds, u64.
 */

/** What the tracker counts: its name in the production code, and in a trace. */
export const TRACE_COUNTER = {
  evictions: 'evictions',
  nonceWraps: 'nonce_wraps',
  capacityExceeded: 'capacity_exceeded',
  originConflicts: 'origin_conflicts',
  namespaceConflicts: 'namespace_conflicts',
  evictionScanTruncated: 'eviction_scan_truncated',
  invariantViolations: 'invariant_violations',
  probeExhausted: 'probe_exhausted',
  restarts: 'restarts',
  originTakeovers: 'origin_takeovers',
} as const satisfies Record<TrackerCounterName, string>;

/** What `take` reads and clears, under its name in a trace: counters, and the pid evicted last. */
export type TakeCounter = (typeof TRACE_COUNTER)[TrackerCounterName] | 'evicted_pid';

/** See {@link TakeCounter}. */
export const TAKE_COUNTERS: readonly TakeCounter[] = [...Object.values(TRACE_COUNTER), 'evicted_pid'];

/** Fields that `get` reads of a pid. */
export const GET_FIELDS = ['last_ns', 'origin', 'ns'] as const;
export type GetField = (typeof GET_FIELDS)[number];

/** Starts a tracker. */
export interface NewOp extends TrackerSettings {
  readonly op: 'new';
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly window: number;
}

export interface RecordOp {
  readonly op: 'record';
  readonly pid: number;
  readonly nonce: bigint;
  readonly status: Status;
  readonly now: bigint;
  readonly threshold: bigint;
  readonly origin: BeatOrigin;
  readonly ns: bigint | null;
  /** What tells two processes with the same pid apart; left out or null where unknown. */
  readonly generation?: bigint | null;
}

export interface DrainOp {
  readonly op: 'drain';
  readonly now: bigint;
  readonly threshold: bigint;
}

export interface TakeOp {
  readonly op: 'take';
  readonly counter: TakeCounter;
}

export interface GetOp {
  readonly op: 'get';
  readonly field: GetField;
  readonly pid: number;
}

export interface LenOp {
  readonly op: 'len';
}

export interface DecodeOp {
  readonly op: 'decode';
  readonly bytes: Uint8Array;
}

export interface EncodeOp {
  readonly op: 'encode';
  readonly frame: Frame;
}

/** Operations on a bare tracker and codec. */
export type TrackerOp = NewOp | RecordOp | DrainOp | TakeOp | GetOp | LenOp | DecodeOp | EncodeOp;

/** Starts an observer over `listeners` listeners. Options but the threshold may be left out; see ObserverOptions. */
export interface ObserverOp extends ObserverSettings {
  readonly op: 'observer';
  /** Listeners, 1 to 64. */
  readonly listeners: number;
}

/** A datagram becomes readable on a listener. */
export interface DatagramOp {
  readonly op: 'datagram';
  readonly now: bigint;
  readonly listener: number;
  readonly origin: BeatOrigin;
  /** Pid attested by the kernel, or null. */
  readonly peer: number | null;
  readonly ns: bigint | null;
  /** See RecordOp. */
  readonly generation?: bigint | null;
  readonly bytes: Uint8Array;
}

/** The observer's loop runs once, its clock reading `now`. */
export interface PollOp {
  readonly op: 'poll';
  readonly now: bigint;
}

/** The observer's metrics are read. */
export interface MetricsOp {
  readonly op: 'metrics';
}

/**
 * Says what is true of the fleet after the faults have stopped for long enough: judged as liveness. `live` agents must be
 * tracked and not stalled, `silent` ones, where tracked, must have been surfaced as stalled.
 */
export interface SettledOp {
  readonly op: 'settled';
  readonly now: bigint;
  readonly live: readonly number[];
  readonly silent: readonly number[];
}

/** Operations on an observer. */
export type WorldOp = ObserverOp | DatagramOp | PollOp | MetricsOp | SettledOp;

/** One operation of a trace. */
export type Op = TrackerOp | WorldOp;

/** The kind of an operation. */
export type OpKind = Op['op'];

/** The operations of one kind, or of some. */
export type OpOf<K extends OpKind> = Extract<Op, { readonly op: K }>;

/** One stall in the reply to `drain`. */
export interface DrainedStall {
  readonly pid: number;
  readonly nonce: bigint;
  readonly last: bigint;
  readonly origin: BeatOrigin;
  readonly ns: bigint | null;
}

/** The reply in memory, by kind of operation. */
export interface Replies {
  readonly new: null;
  readonly record: Update;
  readonly drain: readonly DrainedStall[];
  /** The counter before it was zeroed; for `evicted_pid` the pid, or null. */
  readonly take: bigint | number | null;
  /** Undefined for a pid that is not tracked. */
  readonly get: bigint | BeatOrigin | null | undefined;
  readonly len: number;
  readonly decode: Frame | FrameRefusal;
  readonly encode: Uint8Array;
  readonly observer: null;
  readonly datagram: null;
  readonly poll: ObserverEvent | null;
  readonly metrics: readonly MetricValue[];
  readonly settled: null;
}

/** An operation that was carried out, with its reply. `kind` is that of the operation: it tells which reply belongs to it. */
export type Exchange<K extends OpKind = OpKind> = {
  readonly [Kind in K]: { readonly kind: Kind; readonly op: OpOf<Kind>; readonly reply: Replies[Kind] };
}[K];

/** One metric in the reply to `metrics`, under its full name with labels as Prometheus writes it. */
export interface MetricValue {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly value: bigint;
}

const TRACKER_OP_KINDS: readonly OpKind[] = ['new', 'record', 'drain', 'take', 'get', 'len', 'decode', 'encode'];
const WORLD_OP_KINDS: readonly OpKind[] = ['observer', 'datagram', 'poll', 'metrics', 'settled'];

/** All kinds of operations, those on a bare tracker and its codec first. */
export const OP_KINDS: readonly OpKind[] = [...TRACKER_OP_KINDS, ...WORLD_OP_KINDS];

/** Whether an operation is for a bare tracker or the codec, not for an observer. O(1). */
export function isTrackerOp(op: Op): op is TrackerOp {
  return TRACKER_OP_KINDS.includes(op.op);
}
