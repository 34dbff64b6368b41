import { signatureOf } from '../../oracle/finding.ts';
import { replayAsFound } from '../replay/replay-as-found.ts';
import type { Trace } from '../../data/trace/trace.ts';

/**
 * Whether a filed trace is as it was filed: one that is fixed runs clean, one that is open still fails in the same way and
 * has not expired by `today` (YYYY-MM-DD). The reason why not, as a sentence; null if it is.
 */
export function filedFault({ header, steps }: Trace, today: string): string | null {
  const { finding, misplaced } = replayAsFound({ header, steps });
  if (misplaced !== null) return `line ${misplaced.line}: ${misplaced.reason}`;
  if (header.why === '') return 'it does not say why it is kept';
  if (header.status !== 'open') {
    return finding === null ? null : `it was fixed and fails again: ${signatureOf(finding)} at step ${finding.step}: ${finding.reason}`;
  }
  if (header.owner === undefined || header.expires === undefined) return 'it is open without an owner or a day on which that ends';
  if (finding === null) return 'it is filed as open and does not fail any more: file it as fixed';
  if (header.finding !== null && signatureOf(header.finding) !== signatureOf(finding))
    return `it fails in another way than it was filed: ${signatureOf(finding)}`;
  return today > header.expires ? `it has been open past ${header.expires}: ${header.owner} has to mend it` : null;
}
