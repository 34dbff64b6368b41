import { SeededRun } from '../../world/seeded-run.ts';
import { resolveScenario, runOptions } from '../../world/resolve-scenario.ts';
import { endWithParent, tellParent, turn } from '../../process/in-child.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { stepTrace } from '../replay/replay-trace.ts';
import { Run } from '../../run/run.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { warmUp } from './warm-up.ts';
import type { RerunOrder, RerunTask } from './rerun-task.ts';
import { reportRun } from './reported-step.ts';

// Makes one run and tells its parent each step with its operation, its reply, its digest and its draws.

const OWN_PAUSE_STEPS = 64;
const OTHER_PAUSE_STEPS = 1;

/** Each line at once: whatever ends this process, all that was carried out before is known. */
function write(line: string): void {
  tellParent(`${line}\n`);
}

async function tell({ task, isOther }: RerunOrder): Promise<string> {
  const pauseSteps = isOther ? OTHER_PAUSE_STEPS : OWN_PAUSE_STEPS;
  return task.kind === 'run' ? tellSimulation(task, isOther, pauseSteps) : tellReplay(task, isOther, pauseSteps);
}

async function tellSimulation(
  { settings, scenario: number, seed }: Extract<RerunTask, { kind: 'run' }>,
  isOther: boolean,
  pauseSteps: number,
): Promise<string> {
  const scenario = resolveScenario(settings.scenarios[number]);
  const production = await productionUnderTest();
  if (isOther) warmUp(scenario, production);
  const seeded = new SeededRun(scenario, seed, { ...runOptions(settings), production });
  const { run, plan, streams } = seeded;
  return reportRun(seeded.steps(), run, { config: plan.config, streams, write, pause: turn, pauseSteps });
}

async function tellReplay({ path, check }: Extract<RerunTask, { kind: 'replay' }>, isOther: boolean, pauseSteps: number): Promise<string> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const production = await productionUnderTest();
  if (isOther) warmUp(SCENARIOS[0], production);
  const run = new Run({ check, production });
  return reportRun(stepTrace(trace, run), run, { config: {}, streams: [], write, pause: turn, pauseSteps });
}

endWithParent();
// It has started, whatever the code under test does when it is loaded.
process.send?.({ isUp: true });
process.once('message', (order: RerunOrder) => {
  void tell(order).then((end) => process.send?.({ end }));
});
