import type { DrainedStall, Op } from '../../data/ops/op.ts';
import type { Run } from '../../run/run.ts';

/** Whether the last operation of a run left the ledger as it was, counters aside. O(1). */
export function isIdle(op: Op, run: Run): boolean {
  switch (op.op) {
    case 'new':
    case 'observer':
    case 'datagram':
      return false;
    case 'record':
      return run.reply !== 'inserted' && run.reply !== 'refreshed';
    case 'drain':
      return (run.reply as readonly DrainedStall[]).length === 0;
    case 'poll':
      return run.event?.kind !== 'beat' && run.event?.kind !== 'stall';
    default:
      return true;
  }
}
