import type { Op, OpKind, TrackerOp } from './op.ts';

/** Kinds of operations on a bare tracker and codec. */
export const TRACKER_OP_KINDS = ['new', 'record', 'drain', 'take', 'get', 'len', 'decode', 'encode'] as const satisfies readonly TrackerOp['op'][];

/** Kinds of operations on an observer. */
export const WORLD_OP_KINDS = ['observer', 'datagram', 'poll', 'metrics', 'settled'] as const;

/** All kinds of operations. */
export const OP_KINDS: readonly OpKind[] = [...TRACKER_OP_KINDS, ...WORLD_OP_KINDS];

/** Whether an operation is for a bare tracker or the codec, not for an observer. O(1). */
export function isTrackerOp(op: Op): op is TrackerOp {
  return (TRACKER_OP_KINDS as readonly string[]).includes(op.op);
}
