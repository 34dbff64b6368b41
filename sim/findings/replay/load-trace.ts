import { programLine } from '../../data/command-line/program-line.ts';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { shellPath, shellWord } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import type { TraceHeader } from '../../data/trace/trace-header.ts';
import { missingRule } from '../../oracle/custom-rules.ts';
import { crashesProcess } from '../../process/abnormal-exit.ts';
import { trackerUnderTest } from '../../subject/foreign/open-tracker.ts';
import type { ReplayResult } from './replay-trace.ts';

/** How to read a trace. */
export interface LoadOptions {
  /** Whether its finding is about to be judged, so that what it was found by must be here; default true. */
  readonly isJudged?: boolean;
}

/** Reads a trace. Throws {@link UsageError} with the file, the line and what is wrong. */
export async function loadTrace(path: string, { isJudged = true }: LoadOptions = {}): Promise<Trace> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new UsageError(trace.refused);
  const missing = isJudged
    ? (missingRule(trace.header.finding) ?? missingTracker(trace.header, (await trackerUnderTest()) !== null))
    : null;
  if (missing !== null) throw new UsageError(`${path}: ${missing}`);
  return trace;
}

/** Reads a trace whose operations this process can carry out. Throws {@link UsageError} for one that ends its process. */
export async function loadHarmlessTrace(path: string, options: LoadOptions = {}): Promise<Trace> {
  const trace = await loadTrace(path, options);
  const { finding } = trace.header;
  if (crashesProcess(finding)) throw endsItsProcess(path, finding);
  return trace;
}

/** Why a finding cannot be judged here: it is about a tracker from elsewhere, and none follows. Null where it can. */
export function missingTracker({ finding, tracker = 'SPEC' }: Pick<TraceHeader, 'finding' | 'tracker'>, follows: boolean): string | null {
  if (follows || finding?.judge !== 'conformance') return null;
  return `its finding is about a tracker from elsewhere: give --tracker ${shellWord(tracker)} to replay, shrink, keep, emit or corpus`;
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
