import type { Op } from '../../data/ops/op.ts';
import { framePid } from '../../data/ops/frame-edit.ts';
import type { ShrinkStep } from './interestingness.ts';

/** The pid that an operation is about; null for one that is about none. */
export function actorOf(op: Op): number | null {
  switch (op.op) {
    case 'record':
    case 'get':
      return op.pid;
    case 'datagram':
      return framePid(op.bytes);
    default:
      return null;
  }
}

/** The pids of a run in the order in which they first appear. O(steps). */
export function pidsOf(steps: readonly ShrinkStep[]): number[] {
  const pids = new Set<number>();
  for (const { op } of steps) {
    const pid = actorOf(op);
    if (pid !== null) pids.add(pid);
  }
  return [...pids];
}
