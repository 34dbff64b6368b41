import { serveTasks, settle, turn, writeLine } from '../process/in-child.ts';
import { plantedModule, productionAgain, productionUnderTest } from '../subject/production-under-test.ts';
import { followerOf, LOCK_STEP, WINDOW } from '../run/follower.ts';
import { trackerUnderTest } from '../subject/foreign/open-tracker.ts';
import { warmUp } from '../findings/determinism/warm-up.ts';
import { runWithCheckpoints, firstDifferentCheckpoint } from '../findings/determinism/checkpoints.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';
import type { Job, JobResult, RerunJob, RerunResult } from './job.ts';
import { progressReport } from './progress-report.ts';
import { resolveScenarios, runOptions, type RunSettings } from '../world/run-settings.ts';
import { SeededRun, type SimulationResult } from '../world/seeded-run.ts';
import type { ConformanceRule } from '../oracle/conformance-rules.ts';

// A worker of a campaign: a process that takes jobs and answers with results. Everything that decides a result is in the
// settings and the job. It reports how far it is in lines "at JOB STEP", so that not all is lost with it.

let settings: RunSettings;
let scenarios: readonly Scenario[] = [];
let production = await productionUnderTest();
let module = plantedModule();
/** What is counted: another load of the code, so that the first stays fast. */
let counts = await productionAgain(module);
const tracker = await trackerUnderTest();

/** The run of a job, yet to be carried out; `window` is that of the tracker that follows, if there is one. */
function runOf({ number, scenario, seed }: Job, window: number = WINDOW): SeededRun {
  return new SeededRun(scenarios[scenario], seed, {
    ...runOptions(settings),
    production,
    counts,
    follower: followerOf(tracker, window),
    onOp: progressReport(
      (step) => writeLine('at', String(number), String(step)),
      () => performance.now(),
    ),
  });
}

async function carryOut(job: Job): Promise<JobResult> {
  const startMs = performance.now();
  const first = runWithCheckpoints(runOf(job));
  // A run that ended at the operation of a late reply has no second one to be compared with.
  const { result, checkpoints } =
    first.result.finding?.judge === 'conformance' ? { result: confirmed(job, first.result), checkpoints: [] } : first;
  const elapsedMs = performance.now() - startMs;
  // A promise that it left behind rejected is its death, not that of the job after it.
  await settle();
  return { number: job.number, result, checkpoints: job.keepsCheckpoints ? checkpoints : [], elapsedMs };
}

/**
 * A finding about the tracker that follows was made some operations late, by a tracker that has had other runs before: the run is made
 * once more in lock-step with a fresh one. If that does not come to the same, what went before decides what it replies.
 */
function confirmed(job: Job, first: SimulationResult): SimulationResult {
  const { finding } = first;
  tracker?.restart();
  const alone = runOf(job, LOCK_STEP).result();
  tracker?.restart();
  if (finding === null || alone.finding !== null) return alone;
  const violation = {
    judge: 'determinism',
    rule: 'same-in-a-fresh-tracker' satisfies ConformanceRule,
    reason: `after other runs a reply is not the right one (${finding.rule}); a fresh tracker gives the right one`,
  } as const;
  return { ...first, finding: { ...finding, ...violation } };
}

async function rerun(job: RerunJob): Promise<RerunResult> {
  warmUp(scenarios[job.scenario], { production, counts });
  const differsAt = await firstDifferentCheckpoint(runOf(job), job.checkpoints, turn);
  await settle();
  return { number: job.number, differsAt };
}

const tasks = {
  setUp: async (shared: { readonly settings: RunSettings; readonly module: string | null }): Promise<void> => {
    ({ settings } = shared);
    scenarios = await resolveScenarios(settings.scenarios);
    if (shared.module !== module) {
      production = await productionUnderTest(shared.module);
      counts = await productionAgain(shared.module);
    }
    ({ module } = shared);
  },
  run: carryOut,
  rerun,
};

/** What a worker serves: what all jobs share, and then one job after another. */
export type WorkerTasks = typeof tasks;

serveTasks(tasks);
