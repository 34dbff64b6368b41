import { endWithParent, settle, tellParent, turn } from '../process/in-child.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { warmUp } from '../findings/determinism/warm-up.ts';
import { runWithCheckpoints, firstDifferentCheckpoint } from '../findings/determinism/checkpoints.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';
import { PROGRESS_STEPS, type Job, type JobResult, type RerunJob, type RerunResult, type WorkerOrder } from './job.ts';
import type { RunSettings } from '../world/run-settings.ts';
import { resolveScenario, runOptions } from '../world/resolve-scenario.ts';
import { SeededRun } from '../world/seeded-run.ts';

// A worker of a campaign: a process that takes jobs and sends results. Everything that decides a result is in the job. It
// tells its parent how far it is, so that not all is lost with it.

let settings: RunSettings | null = null;
let scenarios: readonly Scenario[] = [];
const production = await productionUnderTest();

/** The run of a job, yet to be carried out. */
function runOf({ number, scenario, seed }: Job, shared: RunSettings): SeededRun {
  let step = 0;
  return new SeededRun(scenarios[scenario], seed, {
    ...runOptions(shared),
    production,
    onOp: () => {
      if (step % PROGRESS_STEPS === 0) tellParent(`<${number} ${step}>`);
      step++;
    },
  });
}

async function carryOut(job: Job, shared: RunSettings): Promise<JobResult> {
  const startMs = performance.now();
  const { result, marks } = runWithCheckpoints(runOf(job, shared));
  const elapsedMs = performance.now() - startMs;
  // A promise that it left behind rejected is its death, not that of the job after it.
  await settle();
  return { number: job.number, result, marks: job.isMarked ? marks : [], elapsedMs };
}

async function rerun(job: RerunJob, shared: RunSettings): Promise<RerunResult> {
  // A word first: whatever the past brings, this worker has started.
  tellParent(`<${job.number} 0>`);
  warmUp(scenarios[job.scenario], production);
  const differsAt = await firstDifferentCheckpoint(runOf(job, shared), job.marks, turn);
  await settle();
  return { number: job.number, differsAt };
}

endWithParent();
process.on('message', (order: WorkerOrder) => {
  if ('settings' in order) {
    ({ settings } = order);
    scenarios = settings.scenarios.map(resolveScenario);
    // It has started: whatever ends it from here on is laid to its job.
    tellParent('<up>');
  } else if (settings !== null) {
    // It ends this process when it fails; the parent then has the run made once more in its sight.
    const { job } = order;
    void ('marks' in job ? rerun(job, settings) : carryOut(job, settings)).then((answer) => process.send?.(answer));
  }
});
