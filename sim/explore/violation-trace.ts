import { formatOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { newHeader, shortNameOf, traceText } from '../findings/finding-file.ts';
import { crashesProcess } from '../process/abnormal-exit.ts';
import type { Finding } from '../oracle/finding.ts';
import type { Production } from '../subject/production.ts';
import { Run } from '../run/run.ts';
import { opsOf, type Domain } from './domain.ts';
import type { Violation } from './search.ts';

/** A violation as a trace, like that of any other finding. */
export interface ViolationTrace {
  /** Of the trace, and of its file without the ending. */
  readonly name: string;
  readonly text: string;
  readonly ops: readonly Op[];
  readonly finding: Finding;
}

/** Writes down the shortest run to a violation, carried out once more for its digest. O(run). */
export function violationTrace(domain: Domain, { finding, path }: Violation, production: Production): ViolationTrace {
  const ops = opsOf(domain, path).slice(0, finding.step + 1);
  const run = new Run({ check: 'full', production });
  // An operation that ends its process is left out, and so are a start and what comes after it always, of which any may be that one: the
  // digest is that of what came before.
  const left = !crashesProcess(finding) ? 0 : path.length === 1 ? ops.length : 1;
  for (const op of ops.slice(0, ops.length - left)) run.step(op);
  const { digest } = run;
  const name = `explore-${domain.name}-${finding.rule}-${shortNameOf(finding, digest)}`;
  const why = `no shorter run over domain ${domain.name} breaks a rule`;
  const header = newHeader({ name, why, seed: '', scenario: `explore ${domain.name}`, digest }, finding);
  return { name, text: traceText(header, ops.map(formatOp)), ops, finding };
}
