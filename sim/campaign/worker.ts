import { parentPort, workerData } from 'node:worker_threads';
import { formatOp } from '../ops/op-format.ts';
import type { Job, JobResult, WorkerSetup } from './job.ts';
import { resolveScenario } from './resolve-scenario.ts';
import { simulate } from './simulate.ts';

// A worker of a campaign: takes jobs, sends results. Everything that decides a result is in the job.

const { settings, stop } = workerData as WorkerSetup;
const stopFlag = new Int32Array(stop);
const scenarios = settings.scenarios.map(resolveScenario);

function carryOut(job: Job): JobResult {
  const lines: string[] | null = job.records ? [] : null;
  const startMs = performance.now();
  const result = simulate(scenarios[job.scenario], job.seed, {
    check: settings.check,
    knobs: settings.knobs,
    ...(settings.stepsMax === null ? {} : { stepsMax: settings.stepsMax }),
    ...(lines === null ? {} : { onOp: (op) => lines.push(formatOp(op)) }),
    shouldStop: () => Atomics.load(stopFlag, 0) === 1,
  });
  return { number: job.number, result, lines, elapsedMs: performance.now() - startMs };
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(carryOut(job)));
