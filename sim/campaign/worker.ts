import { endWithParent, settle, tellParent } from '../capsule/in-child.ts';
import { productionUnderTest } from '../capsule/production-under-test.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { TOLD_STEPS, type Job, type JobResult, type JobSettings, type WorkerOrder } from './job.ts';
import { resolveScenario } from './resolve-scenario.ts';
import { simulate } from './simulate.ts';

// A worker of a campaign: a process that takes jobs and sends results. Everything that decides a result is in the job. It
// tells its parent how far it is, so that not all is lost with it.

let settings: JobSettings | null = null;
let scenarios: readonly Scenario[] = [];
const production = await productionUnderTest();

async function carryOut({ number, scenario, seed }: Job, { check, knobs, stepsMax }: JobSettings): Promise<JobResult> {
  let step = 0;
  const startMs = performance.now();
  const result = simulate(scenarios[scenario], seed, {
    check,
    knobs,
    production,
    ...(stepsMax === null ? {} : { stepsMax }),
    onOp: () => {
      if (step % TOLD_STEPS === 0) tellParent(`<${number} ${step}>`);
      step++;
    },
  });
  const elapsedMs = performance.now() - startMs;
  // A promise that it left behind rejected is its death, not that of the job after it.
  await settle();
  return { number, result, elapsedMs };
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
    void carryOut(order.job, settings).then((result) => process.send?.(result));
  }
});
