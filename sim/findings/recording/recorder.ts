import type { Op } from '../../data/ops/op.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { dumpState } from '../replay/dump.ts';
import { stepTrace } from '../replay/replay-trace.ts';
import { describeThrown } from '../../data/describe-thrown.ts';
import { Run } from '../../run/run.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { HARNESS_RULE, type AbnormalExit } from '../../process/abnormal-exit.ts';
import { endWithParent, settle, tellParent, turn } from '../../process/in-child.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import type { ReplayReport, ReplayTask, RunTask, TaskResults } from './recording-task.ts';

// Carries out one run and tells its parent every operation, so that the parent knows them however this process ends.
// The pipe carries lines: "= CONFIG" once, "DIGEST OPERATION" before each operation, "! RULE WHAT" at a death that this
// process lives to tell.

const BATCH = 64;
let waiting: string[] = [];

function flush(): void {
  if (waiting.length === 0) return;
  const text = waiting.join('');
  waiting = [];
  tellParent(text);
}

function die(rule: AbnormalExit['rule'], got: string): void {
  flush();
  tellParent(`! ${rule} ${JSON.stringify(got)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** Carries out all steps. Each operation is told first; the digest with it is that of everything before. */
async function carryOut<T>(run: Run, steps: Generator<Op, T, void>, isCareful: boolean): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    // What an operation has put off is laid to it, not to the next.
    if (isCareful) await settle();
    if (done === true) {
      flush();
      return value;
    }
    waiting.push(`${run.digest} ${formatOp(value)}\n`);
    if (isCareful || waiting.length === BATCH) flush();
  }
}

// Scenarios and worlds are read for a run alone: a replay starts in half the time without them.

async function simulate({ settings, scenario: number, seed, stepsMax, isCareful }: RunTask): Promise<TaskResults['run']> {
  const { SeededRun } = await import('../../world/seeded-run.ts');
  const { resolveScenario, runOptions } = await import('../../world/resolve-scenario.ts');
  const most = Math.min(stepsMax ?? Number.POSITIVE_INFINITY, settings.stepsMax ?? Number.POSITIVE_INFINITY);
  const options = { ...runOptions(settings), stepsMax: most, production: await productionUnderTest() };
  const seeded = new SeededRun(resolveScenario(settings.scenarios[number]), seed, options);
  tellParent(`= ${JSON.stringify(seeded.plan.config)}\n`);
  return carryOut(seeded.run, seeded.steps(), isCareful);
}

async function replay({ path, check, until, remember, isCareful }: ReplayTask): Promise<ReplayReport> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const run = new Run({ check, production: await productionUnderTest() });
  tellParent('= {}\n');
  const result = await carryOut(run, stepTrace(trace, run, { remember, ...(until === null ? {} : { until }) }), isCareful);
  const { finding, misplaced, lastOps } = result;
  return { steps: run.steps, digest: run.digest, finding, misplaced, lastOps, dump: dumpState(run) };
}

endWithParent();
process.on('unhandledRejection', (reason) =>
  die('never-rejects', `a promise was rejected that nobody looks after: ${describeThrown(reason)}`),
);
process.on('uncaughtException', (error) => die('never-throws-later', `something that was put off threw ${describeThrown(error)}`));
process.once('message', (task: RunTask | ReplayTask) => {
  void turn()
    .then(async (): Promise<object> => (task.kind === 'run' ? simulate(task) : replay(task)))
    .then((result) => process.send?.({ result }))
    .catch((error: unknown) => die(HARNESS_RULE, `the run threw ${describeThrown(error)}`));
});
