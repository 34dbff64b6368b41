import { signatureOf, type Finding } from '../../oracle/finding.ts';

/** What makes a finding the same bug, as text; empty for none. */
export function signatureText(finding: Finding | null): string {
  return finding === null ? '' : signatureOf(finding);
}
