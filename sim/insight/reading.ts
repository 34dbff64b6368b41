import type { DatagramOp, Op } from '../data/ops/op.ts';
import { Replay } from '../findings/replay/replay.ts';
import { Run } from '../run/run.ts';
import type { Production } from '../subject/production.ts';

/**
 * The poll that reads the datagram which operation `step` brings, the first that reads its bytes: what was drawn for it is used there.
 * Null for any other operation, and where it is never read. O(operations).
 */
export function readingOf(ops: readonly Op[], step: number, production: Production): number | null {
  const datagram = ops.at(step);
  if (datagram?.op !== 'datagram') return null;
  const run = new Run({ production, folds: false });
  const replay = Replay.of(ops, run);
  for (let at = 0; replay.advance(); at++)
    if (at > step && run.polled && run.subject.reads.some(({ op }) => isSame(op, datagram))) return at;
  return null;
}

/** Whether a datagram that was read is the one that was sent: a UDP listener hands over a copy. */
function isSame(read: DatagramOp, { listener, bytes }: DatagramOp): boolean {
  return read.listener === listener && read.bytes.length === bytes.length && read.bytes.every((byte, at) => byte === bytes[at]);
}
