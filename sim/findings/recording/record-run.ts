import { Child } from '../../process/child.ts';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { InfrastructureError } from '../../data/infrastructure-error.ts';
import { TRACE_LINES_MAX } from '../../data/trace/parse-trace.ts';
import { TRACE_BYTES_MAX } from '../../data/trace/read-trace.ts';
import { findingOf, type AbnormalExit } from '../../process/abnormal-exit.ts';
import { plantedHeapMb } from '../../subject/production-under-test.ts';
import type { ReplayReport } from '../replay/replay-report.ts';
import type { RecorderTasks, ReplayTask } from './recorder.ts';

/** The header is a line, too. */
const TRACE_OPS_MAX = TRACE_LINES_MAX - 1;
const HEADER_BYTES_MAX = 65_536;
const OPS_BYTES_MAX = TRACE_BYTES_MAX - HEADER_BYTES_MAX;

/** How long to watch, and how much to keep. */
export interface RecordOptions {
  /** Time without a sign of life after which a run hangs, milliseconds. */
  readonly hangMs: number;
  /** Asked now and then: the time that is left, milliseconds. At none the run is given up, unjudged. */
  readonly patienceMs?: () => number;
  /** Operations that are kept at most; default as many as a trace may have. */
  readonly opsMax?: number;
  /** The program that makes the run; default the one beside this file. */
  readonly recorderUrl?: URL | undefined;
}

/** What is known of a recorded run: its operations to the last, and either its result or how its process ended. */
export interface Recording<T> {
  /** Each operation that was begun, as a line of a trace. */
  readonly lines: readonly string[];
  /** The rolling digest before each of them. */
  readonly digests: readonly string[];
  /** The configuration that was drawn; empty if it did not come so far. */
  readonly config: Readonly<Record<string, string | number>>;
  readonly result: T | null;
  /** Null with a result, and for a run that was given up. */
  readonly abnormalExit: AbnormalExit | null;
}

/**
 * Has a run made in a process of its own, keeping its operations as they go. Rejects with an {@link InfrastructureError} if
 * that process ends before it has started, with a {@link UsageError} if there are more operations than are kept, and for no other
 * reason.
 */
export async function watch<K extends keyof RecorderTasks>(
  kind: K,
  task: Parameters<RecorderTasks[K]>[0],
  { hangMs, patienceMs, recorderUrl, opsMax = TRACE_OPS_MAX }: RecordOptions,
): Promise<Recording<Awaited<ReturnType<RecorderTasks[K]>>>> {
  const lines: string[] = [];
  const digests: string[] = [];
  let config: Recording<never>['config'] = {};
  let bytes = 0;
  let isTooLong = false;
  if (patienceMs?.() === 0) return { lines, digests, config, result: null, abnormalExit: null };
  let reported: AbnormalExit | null = null;
  const child = new Child<RecorderTasks>(recorderUrl ?? new URL('./recorder.js', import.meta.url), { heapMb: plantedHeapMb() });
  child.onLine((what, [first, second]) => {
    if (what === 'config') config = JSON.parse(first) as typeof config;
    else if (what === 'exit') reported ??= JSON.parse(first) as AbnormalExit;
    else if (what === 'op') {
      bytes += second.length + 1;
      if (lines.length === opsMax || bytes > OPS_BYTES_MAX) {
        isTooLong = true;
        void child.kill();
      } else {
        digests.push(first);
        lines.push(second);
      }
    }
  });
  const outcome = await child.ask(kind, task, { hangMs, patienceMs });
  // All lines have arrived then.
  await child.kill();
  if (isTooLong) throw new UsageError(`a run has more operations than a trace may have, ${opsMax}: --steps or --for makes it shorter`);
  if (outcome === null) return { lines, digests, config, result: null, abnormalExit: null };
  if ('answer' in outcome) return { lines, digests, config, result: outcome.answer, abnormalExit: null };
  if (!outcome.hasStarted) throw new InfrastructureError(`a process to make one run in did not start: ${outcome.exit.got}`);
  const { rule, got } = reported ?? outcome.exit;
  const abnormalExit = { rule, got: lines.length === 0 ? got : `${got}, in ${lines[lines.length - 1]}` };
  return { lines, digests, config, result: null, abnormalExit };
}

/** Replays a trace whose operations may end their process: in one of its own. `hangMs` is the longest time for one operation. */
export async function replayWatched(task: ReplayTask, hangMs: number): Promise<ReplayReport> {
  const { lines, digests, result, abnormalExit } = await watch('replay', task, { hangMs, opsMax: TRACE_LINES_MAX });
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
