import type { BeatOrigin, EvictionPolicy, Frame, FrameRefusal, ObserverEvent, Status, Update } from '../../../src/index.ts';
import type { TrackerCounterName } from '../../../src/internal.ts';
import type { ExpositionOp, SocketOp, SocketReply, UdpSettings } from './adapter-ops.ts';
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

/** What `get` reads of a pid: time of the last accepted beat, pinned origin, pinned namespace. */
export const GET_FIELDS = ['last_ns', 'origin', 'ns'] as const;

/** See {@link GET_FIELDS}. */
export type GetField = (typeof GET_FIELDS)[number];

/** Starts a bare tracker. */
export interface NewOp extends TrackerSettings {
  readonly op: 'new';
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly window: number;
}

/** The tracker is given a beat. */
export interface RecordOp {
  readonly op: 'record';
  /** The agent's pid, u32. */
  readonly pid: number;
  /** The beat's nonce, u64; 2^64 − 1 is terminal. */
  readonly nonce: bigint;
  readonly status: Status;
  /** When the beat came, nanoseconds, u64. */
  readonly now: bigint;
  /** Silence after which a pid is stalled, nanoseconds, u64. */
  readonly threshold: bigint;
  /** How far the listener's kind vouches for the sender. */
  readonly origin: BeatOrigin;
  /** The sender's pid namespace, u64, or null if unknown. */
  readonly ns: bigint | null;
  /** What tells two processes with the same pid apart; left out or null where unknown. */
  readonly generation?: bigint | null;
}

/** The tracker is asked for the pids that are newly stalled. */
export interface DrainOp {
  readonly op: 'drain';
  /** Nanoseconds, u64, as the threshold. */
  readonly now: bigint;
  readonly threshold: bigint;
}

/** A counter is read and cleared. */
export interface TakeOp {
  readonly op: 'take';
  readonly counter: TakeCounter;
}

/** One field of a pid is read. */
export interface GetOp {
  readonly op: 'get';
  readonly field: GetField;
  readonly pid: number;
}

/** The number of tracked pids is read. */
export interface LenOp {
  readonly op: 'len';
}

/** Bytes are decoded as a frame. */
export interface DecodeOp {
  readonly op: 'decode';
  readonly bytes: Uint8Array;
}

/** A frame is encoded. */
export interface EncodeOp {
  readonly op: 'encode';
  readonly frame: Frame;
}

/** Operations on a bare tracker, or on the codec alone. */
export type TrackerOp = NewOp | RecordOp | DrainOp | TakeOp | GetOp | LenOp | DecodeOp | EncodeOp;

/** Starts an observer over `listeners` listeners. Options but the threshold may be left out; see ObserverOptions. */
export interface ObserverOp extends ObserverSettings {
  readonly op: 'observer';
  /** Listeners, 1 to 64. */
  readonly listeners: number;
  /** What they are where they are those of `src/node`, on a simulated host; left out where they are synthetic. */
  readonly udp?: UdpSettings;
}

/** A datagram becomes readable on a listener. */
export interface DatagramOp extends Pick<RecordOp, 'now' | 'origin' | 'ns' | 'generation'> {
  readonly op: 'datagram';
  /** Its number, from 0. */
  readonly listener: number;
  /** Pid attested by the kernel, u32, or null. */
  readonly peer: number | null;
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

/** The liveness claim, after a quiet phase that was long enough: which agents are alive, and which have fallen silent. */
export interface SettledOp {
  readonly op: 'settled';
  /** Nanoseconds, u64. */
  readonly now: bigint;
  /** Pids that must be tracked and not stalled. */
  readonly live: readonly number[];
  /** Pids that, where they are tracked, must have been reported as stalled. */
  readonly silent: readonly number[];
}

/** Operations on an observer, or on the Prometheus text alone. */
export type WorldOp = ObserverOp | DatagramOp | SocketOp | PollOp | MetricsOp | SettledOp | ExpositionOp;

/** One operation of a trace. */
export type Op = TrackerOp | WorldOp;

/** The kind of an operation. */
export type OpKind = Op['op'];

/** The operations of one kind, or of some. */
export type OpOf<K extends OpKind> = Extract<Op, { readonly op: K }>;

/** One stall in the reply to `drain`. */
export interface DrainedStall extends Pick<RecordOp, 'pid' | 'origin' | 'ns'> {
  /** Nonce of the last accepted beat. */
  readonly nonce: bigint;
  /** When it came, nanoseconds. */
  readonly last: bigint;
}

/** The reply in memory, by kind of operation; null where there is nothing to reply. */
export interface Replies {
  readonly new: null;
  readonly record: Update;
  readonly drain: readonly DrainedStall[];
  /** The counter before it was cleared; for `evicted_pid` the pid, or null. */
  readonly take: bigint | number | null;
  /** Undefined for a pid that is not tracked. */
  readonly get: bigint | BeatOrigin | null | undefined;
  readonly len: number;
  /** The frame, or why the bytes are none. */
  readonly decode: Frame | FrameRefusal;
  readonly encode: Uint8Array;
  /** The text; null where the format cannot carry the sample. */
  readonly exposition: string | null;
  readonly observer: null;
  readonly datagram: null;
  readonly socket: SocketReply;
  /** The event that the poll surfaced, if any. */
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

/** Kinds of operations on a bare tracker or the codec: those of the tracker protocol. */
export const TRACKER_OP_KINDS = Object.keys({
  new: 0,
  record: 0,
  drain: 0,
  take: 0,
  get: 0,
  len: 0,
  decode: 0,
  encode: 0,
} satisfies Record<TrackerOp['op'], 0>) as readonly OpKind[];
const WORLD_OP_KINDS = Object.keys({
  observer: 0,
  datagram: 0,
  socket: 0,
  poll: 0,
  metrics: 0,
  settled: 0,
  exposition: 0,
} satisfies Record<WorldOp['op'], 0>) as readonly OpKind[];

/** All kinds of operations, those on a bare tracker and its codec first. */
export const OP_KINDS: readonly OpKind[] = [...TRACKER_OP_KINDS, ...WORLD_OP_KINDS];

/** Whether an operation is for a bare tracker or the codec, not for an observer. O(1). */
export function isTrackerOp(op: Op): op is TrackerOp {
  return TRACKER_OP_KINDS.includes(op.op);
}
