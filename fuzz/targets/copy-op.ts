import type { Op } from '../../sim/data/ops/op.ts';

/** A copy that stays as it is: a world uses its operations again for the next ones. O(bytes). */
export function copyOp(op: Op): Op {
  if (op.op !== 'datagram') return { ...op };
  const { now, listener, origin, peer, ns, bytes } = op;
  return { op: 'datagram', now, listener, origin, peer, ns, bytes: bytes.slice() };
}
