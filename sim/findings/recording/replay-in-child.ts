import { findingOf } from '../../process/abnormal-exit.ts';
import type { ReplayReport, ReplayTask } from './recording-task.ts';
import { watch } from './record-run.ts';

/** Replays a trace that may not live: in a process of its own. `hangMs` is the longest time for one operation. */
export async function replayWatched(task: ReplayTask, hangMs: number): Promise<ReplayReport> {
  const { lines, digests, result, abnormalExit } = await watch(task, { hangMs });
  if (result !== null) return result;
  return {
    steps: lines.length,
    digest: digests.at(-1) ?? '',
    finding: abnormalExit === null ? null : findingOf(abnormalExit, lines),
    misplaced: null,
    lastOps: [],
    dump: 'the process is gone, and its state with it',
  };
}
