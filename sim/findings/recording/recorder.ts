import type { Op } from '../../data/ops/op.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { replayReport, type ReplayReport } from '../replay/replay-report.ts';
import { stepTrace } from '../replay/replay-trace.ts';
import { describeThrown } from '../../data/describe-thrown.ts';
import { Run } from '../../run/run.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { HARNESS_RULE, type AbnormalExit } from '../../process/abnormal-exit.ts';
import { serveTasks, settle, turn, writeLine, writeLines } from '../../process/in-child.ts';
import { formatLine } from '../../process/messages.ts';
import { followerOf } from '../../run/follower.ts';
import { trackerUnderTest } from '../../subject/foreign/open-tracker.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import type { RunSettings } from '../../world/run-settings.ts';
import type { SimulationResult } from '../../world/seeded-run.ts';

// Carries out one run and reports every operation, so that the parent knows them however this process ends. Its lines are
// "config CONFIG" once, "op DIGEST OPERATION" before each operation, and "exit EXIT" where this process sees itself why it ends.

/** A run to be recorded. */
export interface RunTask {
  readonly settings: RunSettings;
  /** Place in the settings' scenarios. */
  readonly scenario: number;
  readonly seed: string;
  /** Operations at most; null for no more than the settings say. */
  readonly stepsMax: number | null;
  /** Whether each operation is reported before it is carried out, and all that it put off is awaited after it. */
  readonly isCareful: boolean;
  /** Whether a log of the world is kept, from which a finding of liveness is explained. */
  readonly keepsLog: boolean;
}

/** What came of a run that was recorded. */
export interface RecordedRun extends SimulationResult {
  /** What became of the beats of the pid that a finding of liveness names, in lines; empty without a log. */
  readonly beats: readonly string[];
}

/** A trace file to be replayed, each operation reported before it is carried out. */
export interface ReplayTask {
  readonly path: string;
  readonly check: CheckLevel;
  readonly until: number | null;
  /** Operations to remember with their replies. */
  readonly remember: number;
}

const BATCH = 64;
let waiting: string[] = [];

function flush(): void {
  if (waiting.length === 0) return;
  const text = waiting.join('');
  waiting = [];
  writeLines(text);
}

function end(rule: AbnormalExit['rule'], got: string): never {
  flush();
  writeLine('exit', JSON.stringify({ rule, got } satisfies AbnormalExit));
  for (;;) process.kill(process.pid, 'SIGKILL');
}

/** Carries out all steps. Each operation is reported first; the digest with it is that of everything before. */
async function carryOut<T>(run: Run, steps: Generator<Op, T, void>, isCareful: boolean): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    // What an operation has put off is laid to it, not to the next.
    if (isCareful) await settle();
    if (done === true) {
      flush();
      return value;
    }
    waiting.push(formatLine('op', run.digest, formatOp(value)));
    if (isCareful || waiting.length === BATCH) flush();
  }
}

// Scenarios and worlds are read for a run alone: a replay starts in half the time without them.

async function simulate({ settings, scenario: number, seed, stepsMax, isCareful, keepsLog }: RunTask): Promise<RecordedRun> {
  const { SeededRun } = await import('../../world/seeded-run.ts');
  const { resolveScenarios, runOptions } = await import('../../world/run-settings.ts');
  const { WorldLog } = await import('../../world/world-log.ts');
  const { accountForBeats } = await import('../failure-report/account-for-beats.ts');
  const most = Math.min(stepsMax ?? Number.POSITIVE_INFINITY, settings.stepsMax ?? Number.POSITIVE_INFINITY);
  const log = new WorldLog();
  const options = {
    ...runOptions(settings),
    stepsMax: most,
    production: await productionUnderTest(),
    follower: followerOf(await trackerUnderTest()),
    ...(keepsLog ? { log } : {}),
  };
  const [scenario] = await resolveScenarios([settings.scenarios[number]]);
  const seeded = new SeededRun(scenario, seed, options);
  writeLine('config', JSON.stringify(seeded.plan.config));
  const result = await carryOut(seeded.run, seeded.steps(), isCareful);
  return { ...result, beats: keepsLog && result.finding !== null ? accountForBeats(result.finding, log) : [] };
}

async function replay({ path, check, until, remember }: ReplayTask): Promise<ReplayReport> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const follower = followerOf(await trackerUnderTest());
  const run = new Run({ check, production: await productionUnderTest(), follower });
  writeLine('config', '{}');
  const result = await carryOut(run, stepTrace(trace, run, { remember, ...(until === null ? {} : { until }) }), true);
  return replayReport(run, result, follower);
}

/** What it throws is no fault of the code under test. */
function blamingHarness<T, R>(task: (of: T) => Promise<R>): (of: T) => Promise<R> {
  return async (of) => {
    await turn();
    return task(of).catch((error: unknown) => end(HARNESS_RULE, `the run threw ${describeThrown(error)}`));
  };
}

process.on('unhandledRejection', (reason) =>
  end('never-rejects', `a promise was rejected that nobody looks after: ${describeThrown(reason)}`),
);
process.on('uncaughtException', (error) => end('never-throws-later', `something that was put off threw ${describeThrown(error)}`));

const tasks = { run: blamingHarness(simulate), replay: blamingHarness(replay) };

/** What a recorder serves. */
export type RecorderTasks = typeof tasks;

serveTasks(tasks);
