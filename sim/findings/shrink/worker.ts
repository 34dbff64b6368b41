import { parentPort, workerData } from 'node:worker_threads';
import { formatExpectedOp } from '../../data/ops/op-format.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { parseTrace } from '../../data/trace/parse-trace.ts';
import { shrink } from './shrink.ts';
import type { ShrinkAnswer, ShrinkMessage, ShrinkSetup } from './shrink-job.ts';

// Shrinks one trace and answers once.

const { text, name, runsMax, timeMs, signature, stop } = workerData as ShrinkSetup;

function post(message: ShrinkMessage): void {
  parentPort?.postMessage(message);
}

function search(): ShrinkAnswer {
  const trace = parseTrace(text, name);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const stopFlag = new Int32Array(stop);
  const deadlineMs = performance.now() + timeMs;
  let isCutShort = false;
  const steps = trace.steps.map(({ op, expect }) => ({ op, expect }));
  const { best, before, runs, reason } = shrink(steps, {
    runsMax,
    ...(signature === null ? {} : { signature }),
    shouldStop: () => {
      isCutShort ||= Atomics.load(stopFlag, 0) === 1 || performance.now() > deadlineMs;
      return isCutShort;
    },
    onStage: (stage) => post({ stage }),
  });
  return {
    lines: best === null ? null : best.steps.map(({ op, expect }) => formatExpectedOp(op, expect)),
    finding: best?.finding ?? null,
    digest: best?.digest ?? '',
    before,
    runs,
    reason,
    isCutShort,
  };
}

post({ answer: search() });
