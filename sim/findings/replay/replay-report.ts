import type { Finding } from '../../oracle/finding.ts';
import type { FollowCounts, Follower } from '../../run/follower.ts';
import type { RememberedOp } from './replay-trace.ts';
import type { Run } from '../../run/run.ts';
import { dumpState } from './dump.ts';

/** What came of a replay, without the run itself: it may have been another process's. */
export interface ReplayReport {
  readonly steps: number;
  readonly digest: string;
  readonly finding: Finding | null;
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
  readonly lastOps: readonly RememberedOp[];
  /** Table, index and queues at the end, as text. */
  readonly dump: string;
  /** What a tracker from elsewhere was asked; left out where none followed. */
  readonly followed?: FollowCounts;
}

/** The report of a run that was replayed; `follower` is the tracker from elsewhere that followed it, null for none. O(table). */
export function replayReport(
  run: Run,
  { finding, misplaced, lastOps }: Pick<ReplayReport, 'finding' | 'misplaced' | 'lastOps'>,
  follower: Follower | null,
): ReplayReport {
  return {
    steps: run.steps,
    digest: run.digest,
    finding,
    misplaced,
    lastOps,
    dump: dumpState(run),
    ...(follower !== null && { followed: follower.counts }),
  };
}
