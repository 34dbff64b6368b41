import { signatureOf, type Finding } from '../../sim/oracle/finding.ts';
import { FuzzFinding } from './target.ts';

/** Throws what a judge objected to; does nothing where nobody did. */
export function raise(finding: Finding | null): void {
  if (finding === null) return;
  const { step, reason, expected, got } = finding;
  throw new FuzzFinding(signatureOf(finding), `step ${step}: ${reason}; expected ${expected}, got ${got}`);
}
