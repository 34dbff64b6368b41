import { resolve } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import type { DeterminismRule } from '../../oracle/determinism-rules.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import { followerOf, type Follower } from '../../run/follower.ts';
import { trackerUnderTest } from '../../subject/foreign/open-tracker.ts';
import type { Production } from '../../subject/production.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import { replayAsFound } from './replay-as-found.ts';
import { replayReport, type ReplayReport } from './replay-report.ts';
import { present } from '../../data/present.ts';

/** How to replay a trace file. */
export interface ReplayFileOptions {
  /** Default full, or cheap where that alone shows what the header names. */
  readonly check?: CheckLevel | undefined;
  /** The last operation, counted from 0; default all. */
  readonly until?: number | undefined;
  /** Whether it is replayed twice more, in two processes, and compared. One whose finding is of two runs always is, if it is whole. */
  readonly rerun: boolean;
  /** Time without an end after which an operation hangs, milliseconds. */
  readonly hangMs: number;
}

/** Operations that are remembered before the end. */
const REMEMBERED = 16;

/**
 * Replays a trace that was read from a file: in this process, or in one of its own if its finding is a throw or an end of the
 * process, because it may do worse now. Throws a {@link UsageError} for an operation out of place, and where `until` is beyond
 * the last one.
 */
export async function replayFile(path: string, trace: Trace, { check, until, rerun, hangMs }: ReplayFileOptions): Promise<ReplayReport> {
  if (until !== undefined && until >= trace.steps.length)
    throw new UsageError(`replay: --until must be a step from 0 to ${trace.steps.length - 1}, got ${until}`);
  const { finding } = trace.header;
  const follower = followerOf(await trackerUnderTest());
  const under = { production: await productionUnderTest(), follower };
  const report =
    finding?.judge === 'no-throw' ? await replayApart(path, check, until, hangMs) : replayHere(trace, check, until, hangMs, under);
  if (report.misplaced !== null) throw new UsageError(`${path} line ${report.misplaced.line}: ${report.misplaced.reason}`);
  const isOfTwoRuns = finding?.rule === ('same-seed-same-run' satisfies DeterminismRule);
  return (rerun || isOfTwoRuns) && until === undefined && report.finding === null ? compared(report, path, check, hangMs) : report;
}

async function replayApart(path: string, check: CheckLevel = 'full', until: number | undefined, hangMs: number): Promise<ReplayReport> {
  const { replayWatched } = await import('../recording/record-run.ts');
  return replayWatched({ path, check, until: until === undefined ? null : until + 1, remember: REMEMBERED }, hangMs);
}

/** What differs between two replays side by side is the finding. */
async function compared(report: ReplayReport, path: string, check: CheckLevel = 'full', hangMs: number): Promise<ReplayReport> {
  const { compareInPair } = await import('../determinism/pair.ts');
  const { differenceFinding } = await import('../determinism/comparison.ts');
  const difference = await compareInPair({ kind: 'replay', path: resolve(path), check }, { hangMs });
  return difference === null ? report : { ...report, finding: differenceFinding(difference) };
}

/** What carries the operations out, and what follows it. */
interface UnderTest {
  readonly production: Production;
  readonly follower: Follower | null;
}

function replayHere(
  trace: Trace,
  check: CheckLevel | undefined,
  until: number | undefined,
  hangMs: number,
  { production, follower }: UnderTest,
): ReplayReport {
  const replayed = replayAsFound(trace, {
    ...present({ check, until: until === undefined ? null : until + 1 }),
    remember: REMEMBERED,
    hangMs,
    production,
    follower,
  });
  return replayReport(replayed.run, replayed, follower);
}
