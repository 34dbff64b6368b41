import { programLine } from '../../data/command-line/program-line.ts';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { shellPath } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { missingRule } from '../../oracle/custom-rules.ts';
import { crashesProcess } from '../../process/abnormal-exit.ts';
import type { ReplayResult } from './replay-trace.ts';

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
  if (crashesProcess(finding)) throw endsItsProcess(path, finding);
  return trace;
}

/**
 * Checks what came of a replay in this process. Throws {@link UsageError} for an operation out of place, and for one that did not come
 * to its end.
 */
export function checkReplay<R extends Pick<ReplayResult, 'finding' | 'misplaced'>>(path: string, replayed: R): R {
  const { finding, misplaced } = replayed;
  if (misplaced !== null) throw new UsageError(`${path} line ${misplaced.line}: ${misplaced.reason}`);
  if (crashesProcess(finding)) throw endsItsProcess(path, finding);
  return replayed;
}

/** Why the operations of a trace are not carried out in this process. */
export function endsItsProcess(path: string, finding: { readonly rule: string } | null): UsageError {
  const rule = finding === null ? '' : ` (${finding.rule})`;
  const line = `${programLine('replay')} ${shellPath(path)}`;
  return new UsageError(`${path}: its operations end their process${rule}: it can be replayed alone: ${line}`);
}
