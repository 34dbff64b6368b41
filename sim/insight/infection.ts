import type { Op } from '../data/ops/op.ts';
import { Replay } from '../findings/replay/replay.ts';
import type { Difference } from '../oracle/difference.ts';
import { LedgerReading } from '../oracle/ledger-reading.ts';
import { Run } from '../run/run.ts';
import type { Production } from '../subject/production.ts';

/** The first operation after which the state is not what it should be. */
export interface Infection {
  readonly step: number;
  /** What shows it: the state is not the model's, or a rule that speaks of more than the model knows does not hold. */
  readonly by: 'model' | 'rule';
  readonly reason: string;
}

/**
 * Replays operations with a look at everything after each: the first after which the production code's whole state (every slot,
 * scalar and counter) is not the model's, or a rule does not hold, be it long before a campaign would have looked. Null where all
 * is well to the end. O(operations × capacity).
 */
export function infectionOf(ops: readonly Op[], production: Production): Infection | null {
  const run = new Run({ check: 'full', production, folds: false });
  const replay = Replay.of(ops, run);
  for (let step = 0; step < ops.length; step++) {
    const goesOn = replay.advance();
    if (!goesOn && run.finding === null) return null;
    const difference = ops[step].op === 'datagram' && goesOn ? null : stateDifference(run);
    if (difference !== null) return { step, by: 'model', reason: difference.reason };
    if (run.finding !== null) return { step: run.finding.step, by: 'rule', reason: run.finding.reason };
  }
  // The last look, which a replay takes at its end.
  replay.advance();
  return run.finding === null ? null : { step: run.finding.step, by: 'rule', reason: run.finding.reason };
}

function stateDifference({ modelCheck, subject: { trackerView, observerView } }: Run): Difference | null {
  if (modelCheck === null || trackerView === null) return null;
  try {
    return (
      modelCheck.compareState(trackerView, observerView) ??
      modelCheck.compareCounters(trackerView, new LedgerReading().readCounts(trackerView, observerView)) ??
      (observerView === null ? null : modelCheck.compareRefusals(observerView)) ??
      modelCheck.compareTable(trackerView)
    );
  } catch {
    // A broken state may not even be read: the rule that it breaks speaks.
    return null;
  }
}
