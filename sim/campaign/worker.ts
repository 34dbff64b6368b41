import { serveTasks, settle, turn, writeLine } from '../process/in-child.ts';
import { plantedModule, productionUnderTest } from '../subject/production-under-test.ts';
import { warmUp } from '../findings/determinism/warm-up.ts';
import { runWithCheckpoints, firstDifferentCheckpoint } from '../findings/determinism/checkpoints.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';
import { PROGRESS_STEPS, type Job, type JobResult, type RerunJob, type RerunResult } from './job.ts';
import { resolveScenario, runOptions, type RunSettings } from '../world/run-settings.ts';
import { SeededRun } from '../world/seeded-run.ts';

// A worker of a campaign: a process that takes jobs and answers with results. Everything that decides a result is in the
// settings and the job. It reports how far it is in lines "at JOB STEP", so that not all is lost with it.

let settings: RunSettings;
let scenarios: readonly Scenario[] = [];
let production = await productionUnderTest();
let module = plantedModule();

/** The run of a job, yet to be carried out. */
function runOf({ number, scenario, seed }: Job): SeededRun {
  let step = 0;
  return new SeededRun(scenarios[scenario], seed, {
    ...runOptions(settings),
    production,
    onOp: () => {
      if (step % PROGRESS_STEPS === 0) writeLine('at', String(number), String(step));
      step++;
    },
  });
}

async function carryOut(job: Job): Promise<JobResult> {
  const startMs = performance.now();
  const { result, checkpoints } = runWithCheckpoints(runOf(job));
  const elapsedMs = performance.now() - startMs;
  // A promise that it left behind rejected is its death, not that of the job after it.
  await settle();
  return { number: job.number, result, checkpoints: job.keepsCheckpoints ? checkpoints : [], elapsedMs };
}

async function rerun(job: RerunJob): Promise<RerunResult> {
  warmUp(scenarios[job.scenario], production);
  const differsAt = await firstDifferentCheckpoint(runOf(job), job.checkpoints, turn);
  await settle();
  return { number: job.number, differsAt };
}

const tasks = {
  setUp: async (shared: { readonly settings: RunSettings; readonly module: string | null }): Promise<void> => {
    ({ settings } = shared);
    scenarios = settings.scenarios.map(resolveScenario);
    if (shared.module !== module) production = await productionUnderTest(shared.module);
    ({ module } = shared);
  },
  run: carryOut,
  rerun,
};

/** What a worker serves: what all jobs share, and then one job after another. */
export type WorkerTasks = typeof tasks;

serveTasks(tasks);
