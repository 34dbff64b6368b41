import { formatExpectedOp } from '../../data/ops/op-format.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { parseTrace } from '../../data/trace/parse-trace.ts';
import type { Finding } from '../../oracle/finding.ts';
import { isStopped, serveTasks, writeLine } from '../../process/in-child.ts';
import { productionUnderTest } from '../../subject/production-under-test.ts';
import { trackerUnderTest } from '../../subject/foreign/open-tracker.ts';
import { shrink } from './shrink.ts';

// Shrinks one trace, reports each stage in a line "stage STAGE", and answers once.

/** What to shrink, and for how long. */
export interface ShrinkTask {
  /** Text of the trace. */
  readonly text: string;
  readonly name: string;
  readonly runsMax: number;
  readonly timeMs: number;
  /** Null for that of the first finding. */
  readonly signature: string | null;
}

/** What came of it. */
export interface ShrinkAnswer {
  /** Lines of the shrunk trace, without a header; null if the run does not fail, or not each time. */
  readonly lines: readonly string[] | null;
  readonly finding: Finding | null;
  readonly digest: string;
  readonly before: number;
  readonly runs: number;
  readonly reason: string;
  /** Whether the time ran out, or somebody interrupted. */
  readonly isCutShort: boolean;
}

async function search({ text, name, runsMax, timeMs, signature }: ShrinkTask): Promise<ShrinkAnswer> {
  const trace = parseTrace(text, name);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const deadlineMs = performance.now() + timeMs;
  let isCutShort = false;
  const steps = trace.steps.map(({ op, expect }) => ({ op, expect }));
  const { best, before, runs, reason } = shrink(steps, {
    runsMax,
    production: await productionUnderTest(),
    tracker: await trackerUnderTest(),
    ...(signature === null ? {} : { signature }),
    shouldStop: () => {
      isCutShort ||= isStopped() || performance.now() > deadlineMs;
      return isCutShort;
    },
    onStage: (stage) => writeLine('stage', JSON.stringify(stage)),
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

const tasks = { shrink: search };

/** What a shrinking process serves. */
export type ShrinkTasks = typeof tasks;

serveTasks(tasks);
