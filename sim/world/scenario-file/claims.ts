import { show } from '../../data/ops/refusal.ts';
import type { ClaimsScript } from '../chronicle.ts';
import type { WorldScript } from '../script.ts';
import type { FaultBook } from './fault.ts';
import type { ScenarioForm } from './file-form.ts';
import { TextFields } from './text-fields.ts';

/** Nothing is forbidden, and no delay bounded. */
export const NO_CLAIMS: ClaimsScript = { forbid: [], reportedWithinNs: null };

/** What a file forbids, and the bound that it sets to delays. A bound below the threshold could never be kept. */
export function readClaims({ forbid, reportedWithin }: ScenarioForm, { observer, forNs }: WorldScript, faults: FaultBook): ClaimsScript {
  if (reportedWithin === undefined) return { forbid, reportedWithinNs: null };
  const reportedWithinNs = new TextFields(faults).duration('/reportedWithin', reportedWithin, 1n);
  if (BigInt(reportedWithinNs) < observer.threshold)
    faults.add('/reportedWithin', `must be at least the threshold, got ${show(reportedWithin)}`);
  if (reportedWithinNs > forNs) faults.add('/reportedWithin', `must be at most the length of the run, got ${show(reportedWithin)}`);
  return { forbid, reportedWithinNs };
}
