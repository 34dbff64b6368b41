import type { Op, OpKind, TrackerOp } from './op.ts';

const TRACKER_OP_KINDS: readonly OpKind[] = ['new', 'record', 'drain', 'take', 'get', 'len', 'decode', 'encode'];
const WORLD_OP_KINDS: readonly OpKind[] = ['observer', 'datagram', 'poll', 'metrics', 'settled'];

/** All kinds of operations, those on a bare tracker and its codec first. */
export const OP_KINDS: readonly OpKind[] = [...TRACKER_OP_KINDS, ...WORLD_OP_KINDS];

/** Whether an operation is for a bare tracker or the codec, not for an observer. O(1). */
export function isTrackerOp(op: Op): op is TrackerOp {
  return TRACKER_OP_KINDS.includes(op.op);
}
