import type { Op } from '../../../sim/data/ops/op.ts';
import { formatReplyLine } from '../../../sim/data/ops/reply-format.ts';
import { TRACKER_COUNTER_NAMES } from '../../../sim/data/spec/names.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { Subject } from '../../../sim/subject/subject.ts';

/**
 * The first operation after which code with a planted bug is not where the code of `src` is: its reply or its state differs. Made
 * without the model and the rules, by which `locate` looks for the same. −1 if there is none. O(operations × capacity).
 */
export function knownInfection(ops: readonly Op[], mutant: Production): number {
  const sound = new Subject(PRODUCTION);
  const broken = new Subject(mutant);
  return ops.findIndex((op) => after(sound, op) !== after(broken, op));
}

function after(subject: Subject, op: Op): string {
  try {
    return `${formatReplyLine(subject.apply(op))} ${op.op === 'datagram' ? '' : stateOf(subject)}`;
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

function stateOf({ trackerView: view, observerView, listeners }: Subject): string {
  if (view === null) return '';
  const parts: unknown[] = [view.length, view.cursor, view.stallCount, view.indexSize, view.occupiedCells, view.lastEvictedPid];
  for (const name of TRACKER_COUNTER_NAMES) parts.push(view.counter(name));
  for (let slot = 0; slot < view.length; slot++) {
    parts.push(view.pid(slot), view.lastNonce(slot), view.lastBeatNs(slot), view.status(slot), view.origin(slot), view.nsInode(slot));
    parts.push(view.stallEmitted(slot), view.terminalSeen(slot), view.generation(slot));
  }
  if (observerView !== null) {
    const { pendingStalls, nextListener, milliTokens, lastDrainNs, drains, clockRegressions, clockForwardJumps, pauses } = observerView;
    parts.push(pendingStalls, nextListener, milliTokens, lastDrainNs, drains, clockRegressions, clockForwardJumps, pauses);
  }
  for (const { waiting } of listeners) parts.push(waiting);
  return parts.join(' ');
}
