import { SeededRun } from '../../world/seeded-run.ts';
import { resolveScenarios, runOptions } from '../../world/run-settings.ts';
import { serveTasks, turn, writeLine } from '../../process/in-child.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { stepTrace } from '../replay/replay-trace.ts';
import { Run } from '../../run/run.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { warmUp } from './warm-up.ts';
import { reportRun } from './reported-step.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import type { RunTask } from '../recording/recorder.ts';

// Makes one run and reports each step with its operation, its reply, its digest and its draws, in lines "step REPORTED". Each
// is written at once: whatever ends this process, all that was carried out before is known.

/** A run of a campaign to be reported. */
interface RunRerun extends Pick<RunTask, 'settings' | 'scenario' | 'seed'> {
  readonly kind: 'run';
}

/** A replay of a trace file to be reported. */
interface ReplayRerun {
  readonly kind: 'replay';
  /** From the root of the file system: the other process works in another folder. */
  readonly path: string;
  readonly check: CheckLevel;
}

/** A run that two processes are to make and report. */
export type RerunTask = RunRerun | ReplayRerun;

/** What a process is asked to report. */
interface RerunOrder {
  readonly task: RerunTask;
  /** Whether it is the one in another environment, which made another run before and pauses at other steps. */
  readonly isOther: boolean;
}

const OWN_PAUSE_STEPS = 64;
const OTHER_PAUSE_STEPS = 1;

const write = (line: string): void => writeLine('step', line);

/** Resolves with how the run ended. */
async function report({ task, isOther }: RerunOrder): Promise<string> {
  const pauseSteps = isOther ? OTHER_PAUSE_STEPS : OWN_PAUSE_STEPS;
  return task.kind === 'run' ? reportSimulation(task, isOther, pauseSteps) : reportReplay(task, isOther, pauseSteps);
}

async function reportSimulation({ settings, scenario: number, seed }: RunRerun, isOther: boolean, pauseSteps: number): Promise<string> {
  const [scenario] = await resolveScenarios([settings.scenarios[number]]);
  const production = await productionUnderTest();
  if (isOther) warmUp(scenario, { production });
  const seeded = new SeededRun(scenario, seed, { ...runOptions(settings), production });
  const { run, plan, streams } = seeded;
  return reportRun(seeded.steps(), run, { config: plan.config, streams, write, pause: turn, pauseSteps });
}

async function reportReplay({ path, check }: ReplayRerun, isOther: boolean, pauseSteps: number): Promise<string> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const production = await productionUnderTest();
  if (isOther) warmUp(SCENARIOS[0], { production });
  const run = new Run({ check, production });
  return reportRun(stepTrace(trace, run), run, { config: {}, streams: [], write, pause: turn, pauseSteps });
}

const tasks = { report };

/** What a rerunner serves. */
export type RerunTasks = typeof tasks;

serveTasks(tasks);
