import { programLine } from '../../data/command-line/program-line.ts';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { shellPath } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { missingRule } from '../../oracle/custom-rules.ts';
import { crashesProcess } from '../../process/abnormal-exit.ts';

/** Reads a trace. Throws {@link UsageError} with the file, the line and what is wrong. */
export async function loadTrace(path: string): Promise<Trace> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new UsageError(trace.refused);
  const missing = missingRule(trace.header.finding);
  if (missing !== null) throw new UsageError(`${path}: ${missing}`);
  return trace;
}

/** Reads a trace whose operations this process can carry out. Throws {@link UsageError} for one that ends its process. */
export async function loadHarmlessTrace(path: string): Promise<Trace> {
  const trace = await loadTrace(path);
  const { finding } = trace.header;
  if (finding !== null && crashesProcess(finding)) {
    throw new UsageError(
      `${path}: its operations end their process (${finding.rule}): it can be replayed alone: ${programLine('replay')} ${shellPath(path)}`,
    );
  }
  return trace;
}
