import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { countOf } from '../data/count.ts';
import { headerFinding, type Finding } from '../oracle/finding.ts';
import { formatTraceHeader, type TraceHeader } from '../data/trace/trace-header.ts';
import { writeTraceText } from '../data/trace/write-trace.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { parseTrace, opsOf } from '../data/trace/parse-trace.ts';
import { TRACE_BYTES_MAX } from '../data/trace/read-trace.ts';
import { trackerSpec } from '../subject/foreign/open-tracker.ts';
import { currentCommit } from './commit.ts';
import { unwritable } from '../data/write-whole.ts';
import type { Op } from '../data/ops/op.ts';

/** The header of a trace that was just recorded. */
export function newHeader(facts: Pick<TraceHeader, 'name' | 'why' | 'seed' | 'scenario' | 'digest'>, finding: Finding | null): TraceHeader {
  const tracker = finding?.judge === 'conformance' ? trackerSpec() : null;
  return {
    ...facts,
    commit: currentCommit(),
    finding: finding === null ? null : headerFinding(finding),
    ...(tracker !== null && { tracker }),
  };
}

/**
 * Four hex digits that differ from finding to finding: those of the run's digest, in which all that our code did is. What a tracker from
 * elsewhere replied is not in it, and is added.
 */
export function shortNameOf({ judge, reason, expected, got }: Finding, digest: string): string {
  if (judge !== 'conformance') return digest.slice(0, 4);
  return createHash('sha256')
    .update(jsonText([digest, reason, expected, got]))
    .digest('hex')
    .slice(0, 4);
}

/** Text of a trace: its header, then its lines. */
export function traceText(header: TraceHeader, lines: readonly string[]): string {
  return `${formatTraceHeader(header)}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** The operations in the text of a trace; none where it cannot be read. */
export function opsInText(text: string): Op[] {
  const trace = parseTrace(text, 'the trace');
  return isRefusal(trace) ? [] : opsOf(trace);
}

/** Writes a trace, whole or not at all, and makes its folder. Throws what unwritable() makes of a failure. */
export async function saveTraceText(path: string, text: string, overwrite: boolean): Promise<void> {
  const trace = parseTrace(text, 'the trace');
  const size = Buffer.byteLength(text);
  if (isRefusal(trace)) throw new UsageError(`the trace could not be saved: it could not be replayed: ${trace.refused}`);
  if (size > TRACE_BYTES_MAX)
    throw new UsageError(`the trace could not be saved: it has ${countOf(size, 'byte')}, and at most ${TRACE_BYTES_MAX} are read`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    await writeTraceText(path, text, { overwrite });
  } catch (error) {
    throw unwritable(error, 'the trace could not be saved: ');
  }
}
