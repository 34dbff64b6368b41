import { basename, join } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { formatExpectedOp } from '../../data/ops/op-format.ts';
import type { TraceHeader } from '../../data/trace/trace-header.ts';
import type { Trace } from '../../data/trace/trace.ts';
import { headerFinding, saveTraceText, traceText } from '../finding-file.ts';
import { replayTrace } from '../replay/replay-trace.ts';
import { FILED } from './filed-traces.ts';

/** What whoever files a trace says of it. */
export interface Filing {
  readonly why: string;
  readonly owner: string | null;
  /** YYYY-MM-DD; null unless the finding stays open. */
  readonly expires: string | null;
}

/** A trace in the corpus. */
export interface Filed {
  readonly path: string;
  readonly status: TraceHeader['status'];
}

/**
 * Replays a trace and files it in the corpus under `name`, or that of its file: as fixed if it runs clean, as open if it fails.
 * Throws a {@link UsageError} if it cannot be replayed, or if the filing will not do.
 */
export async function fileTrace(path: string, trace: Trace, filing: Filing, name: string | undefined): Promise<Filed> {
  const { finding, misplaced, run } = replayTrace(trace);
  if (misplaced !== null) throw new UsageError(`${path} line ${misplaced.line}: ${misplaced.reason}`);
  const fault = filingFault(filing, finding !== null);
  if (fault !== null) throw new UsageError(`keep: ${fault}`);
  const fileName = nameFor(name ?? basename(path).replace(/(\.min)?\.ndjson(\.gz)?$/, ''));
  const header = filedHeader(trace.header, fileName, filing, run.digest);
  const target = join(FILED, `${fileName}.ndjson`);
  const text = traceText(
    finding === null ? header : { ...header, finding: headerFinding(finding) },
    trace.steps.map(({ op, expect }) => formatExpectedOp(op, expect)),
  );
  await saveTraceText(target, text, false);
  return { path: target, status: header.status };
}

/** Why a filing will not do, as a sentence; null if it will. `isFailing` says whether the trace fails today. */
export function filingFault({ why, owner, expires }: Filing, isFailing: boolean): string | null {
  if (why.trim() === '') return 'say why this trace is kept: --why "…"';
  if (isFailing && (owner === null || expires === null))
    return 'this trace still fails: file it as open with --owner NAME and --expires YYYY-MM-DD, or mend the bug first';
  if (!isFailing && (owner !== null || expires !== null)) return 'this trace does not fail: --owner and --expires are for those that do';
  return null;
}

/** The header under which a trace is kept: fixed if it runs clean, open until a day if it does not. */
export function filedHeader(header: TraceHeader, name: string, { why, owner, expires }: Filing, digest: string): TraceHeader {
  const { status: _status, owner: _owner, expires: _expires, ...rest } = header;
  const common = { ...rest, name, why, digest };
  return owner === null || expires === null ? { ...common, status: 'fixed' } : { ...common, status: 'open', owner, expires };
}

/** A file name made of a sentence: lower case, hyphens, at most 60 characters. */
export function nameFor(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return name === '' ? 'trace' : name;
}
