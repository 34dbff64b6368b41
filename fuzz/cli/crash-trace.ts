import { newHeader, traceText } from '../../sim/findings/finding-file.ts';
import type { Finding } from '../../sim/oracle/finding.ts';
import type { Shrunk } from '../../sim/findings/failure-report/failure-report.ts';
import type { Op } from '../../sim/data/ops/op.ts';
import { formatOp } from '../../sim/data/ops/op-format.ts';
import { ShrinkJob } from '../../sim/findings/shrink/shrink-job.ts';

/** The operations of a crashing input, as a trace that fails. */
export interface CrashTrace {
  /** Text of the trace, shrunk. */
  readonly text: string;
  readonly finding: Finding;
  readonly shrunk: Shrunk;
}

const SHRINK_RUNS = 3000;
const SHRINK_MS = 10_000;

/**
 * Replays the operations of a crashing input under the oracle and makes them few. Null if they violate no rule: then the crash
 * is one of the bytes alone. `whileShrinking` hands over what ends the search early.
 */
export async function traceOfCrash(
  name: string,
  facts: { readonly target: string; readonly seed: string },
  ops: readonly Op[],
  whileShrinking: (interrupt: () => void) => () => void,
): Promise<CrashTrace | null> {
  const header = (digest: string, finding: Finding | null): Parameters<typeof traceText>[0] =>
    newHeader({ name, why: '', seed: facts.seed, scenario: `fuzz ${facts.target}`, digest }, finding);
  const text = traceText(header('', null), ops.map(formatOp));
  const job = new ShrinkJob({ text, name, runsMax: SHRINK_RUNS, timeMs: SHRINK_MS, signature: null });
  const forget = whileShrinking(() => job.interrupt());
  try {
    const { lines, finding, digest, before, runs, isCutShort } = await job.run();
    if (lines === null || finding === null) return null;
    return { text: traceText(header(digest, finding), lines), finding, shrunk: { before, runs, isCutShort } };
  } finally {
    forget();
  }
}
