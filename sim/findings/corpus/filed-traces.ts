import { existsSync, readdirSync } from 'node:fs';
import { join, basename, resolve } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { probeReports } from '../../data/probe-reports.ts';
import { inProject, isInstalled, packageRoot } from '../../data/project-root.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import type { TraceHeader } from '../../data/trace/trace-header.ts';
import { missingRule } from '../../oracle/custom-rules.ts';
import { headerFinding, signatureOf } from '../../oracle/finding.ts';
import { saveTraceText } from '../finding-file.ts';
import { checkReplay, missingTracker } from '../replay/load-trace.ts';
import { replayAsFound } from '../replay/replay-as-found.ts';
import { replayTrace, type ReplayOptions } from '../replay/replay-trace.ts';
import { formatTrace } from '../../data/trace/write-trace.ts';

/** A trace of the corpus. */
export interface FiledTrace {
  /** Of its file. */
  readonly name: string;
  readonly trace: Trace;
}

/** Where traces are filed, from the project's folder. */
export const FILED = 'corpus/traces';

/** The folder of the filed traces: of this project in its own checkout, of the project that somebody works in elsewhere. */
export function filedFolder(): string {
  return isInstalled() ? inProject(FILED) : join(packageRoot() ?? '', FILED);
}

/** The names of all traces in a folder, in the order of their code points. Throws if it cannot be read. */
export function filedNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ndjson(\.gz)?$/.test(name) && !name.startsWith('.'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The traces of a folder, by default {@link filedFolder}, that have to run clean, in order of name. Throws if there is one that cannot be read. */
export async function readFixedTraces(folder: string = filedFolder()): Promise<FiledTrace[]> {
  const filed: FiledTrace[] = [];
  for (const name of filedNames(folder)) {
    const trace = await readTrace(join(folder, name));
    if (isRefusal(trace)) throw new Error(trace.refused);
    if (trace.header.status !== 'open') filed.push({ name, trace });
  }
  return filed;
}

/** What is given with a trace that is filed. */
export interface Filing {
  readonly why: string;
  readonly owner: string | null;
  /** YYYY-MM-DD; null unless the finding stays open. */
  readonly expires: string | null;
}

/** Where a trace was filed, and as what. */
export interface Filed {
  readonly path: string;
  readonly status: TraceHeader['status'];
}

/** How a trace is filed beside what is said of it. */
export interface FilingOptions {
  /** Name of the file; default that of the trace's file. */
  readonly name?: string | undefined;
  /** The folder; default {@link FILED} in the folder of the project. */
  readonly folder?: string;
  /** The whole line that files a trace which still fails: told where that is missing. */
  readonly openLine: string;
  /** Whether nothing is written. Default false. */
  readonly isDry?: boolean;
  /** A tracker from elsewhere that follows the replay; default none. */
  readonly follower?: ReplayOptions['follower'];
}

/**
 * Replays a trace and files it in the corpus: as fixed if it runs clean, as open if it fails. A filed trace that was open and
 * runs clean is filed as fixed in its place. Where nothing says why it is kept, that is what it said before, or its finding.
 * Throws a {@link UsageError} if it cannot be replayed, or if the filing will not do.
 */
export async function fileTrace(
  path: string,
  trace: Trace,
  filing: Filing,
  { name, folder = inProject(FILED), openLine, isDry = false, follower = null }: FilingOptions,
): Promise<Filed> {
  const { finding, run } = checkReplay(path, replayTrace(trace, { follower }));
  const given = { ...filing, why: filing.why.trim() === '' ? whyOf(trace.header) : filing.why };
  const fault = filingFault(given, finding !== null, openLine);
  if (fault !== null) throw new UsageError(`keep: ${fault}`);
  const fileName = nameFor(name ?? basename(path).replace(/(\.min)?\.ndjson(\.gz)?$/, ''));
  const header = filedHeader(trace.header, fileName, given, run.digest);
  const target = join(folder, `${fileName}.ndjson`);
  const text = formatTrace(finding === null ? header : { ...header, finding: headerFinding(finding) }, trace.steps);
  const closesOpen = trace.header.status === 'open' && finding === null && resolve(target) === resolve(path);
  // The folder is made where it is not there.
  if (isDry) await probeReports(closesOpen ? { files: [target] } : existsSync(folder) ? { newFiles: [target] } : { folders: [folder] });
  else await saveTraceText(target, text, closesOpen);
  return { path: target, status: header.status };
}

/** Why a trace is kept, as its header says; empty where it says nothing. */
function whyOf({ why, finding }: TraceHeader): string {
  return why !== '' || finding === null ? why : `${finding.judge}/${finding.rule}: ${finding.reason}`;
}

/** Why a trace cannot be filed so, as a sentence; null if it can. `isFailing` says whether the trace fails today. */
export function filingFault({ why, owner, expires }: Filing, isFailing: boolean, openLine: string): string | null {
  if (why.trim() === '') return 'say why this trace is kept: --why "…"';
  if (isFailing && (owner === null || expires === null))
    return `this trace still fails: mend the bug first, or file it as open under the name of who will: ${openLine}`;
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

/**
 * Whether a filed trace is as it was filed: one that is fixed runs clean, one that is open still fails in the same way and
 * has not expired by `today` (YYYY-MM-DD). The reason why not, as a sentence, which ends with `line` where that files it as
 * fixed; null if it is. A tracker that follows must reply as ours does, also where the trace is open, unless it was filed for another
 * reply.
 */
export function filedFault(
  { header, steps }: Trace,
  today: string,
  line = '',
  options: Pick<ReplayOptions, 'follower' | 'production'> = {},
): string | null {
  const missing = missingRule(header.finding) ?? missingTracker(header, (options.follower ?? null) !== null);
  if (missing !== null) return missing;
  const { finding, misplaced } = replayAsFound({ header, steps }, options);
  if (misplaced !== null) return `line ${misplaced.line}: ${misplaced.reason}`;
  if (finding?.judge === 'conformance' && header.finding?.judge !== 'conformance')
    return `${signatureOf(finding)} at step ${finding.step}: ${finding.reason}, got ${finding.got}`;
  if (header.why === '') return 'it does not say why it is kept';
  if (header.status !== 'open') {
    return finding === null ? null : `it was fixed and fails again: ${signatureOf(finding)} at step ${finding.step}: ${finding.reason}`;
  }
  if (header.owner === undefined || header.expires === undefined) return 'it is open without an owner or a day on which that ends';
  if (finding === null) return `it is filed as open and does not fail any more: file it as fixed${line === '' ? '' : `: ${line}`}`;
  if (header.finding !== null && signatureOf(header.finding) !== signatureOf(finding))
    return `it fails in another way than it was filed: ${signatureOf(finding)}`;
  return today > header.expires ? `it has been open past ${header.expires}: ${header.owner} has to mend it` : null;
}
