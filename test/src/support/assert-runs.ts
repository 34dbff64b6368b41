import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { nameFor } from '../../../sim/findings/corpus/filed-traces.ts';
import { newHeader, traceText } from '../../../sim/findings/finding-file.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { formatOp } from '../../../sim/data/ops/op-format.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../sim/data/trace/trace-header.ts';
import type { TrackerRun } from './tracker-ops.ts';

/** How to look for a counterexample, and where to leave it. */
export interface AssertRunsOptions extends fc.Parameters<[TrackerRun]> {
  /** Folder for the trace of a counterexample; default `findings`. */
  readonly folder?: string;
}

/**
 * Asserts a property of runs. A counterexample is left as a trace under the name of the test, shrunk as it is, with the judges' word on it where they
 * object too; the error ends with the line that replays it.
 */
export function assertRuns(
  runs: fc.Arbitrary<TrackerRun>,
  judge: (run: TrackerRun) => void,
  { folder = 'findings', ...parameters }: AssertRunsOptions = {},
): void {
  const details = fc.check(fc.property(runs, judge), parameters);
  if (!details.failed) return;
  const run = details.counterexample?.[0];
  const line =
    run === undefined ? '' : `\nreplay: npm run replay -- ${leaveTrace(expect.getState().currentTestName ?? 'property', run, folder)}`;
  throw new Error(`${fc.defaultReportMessage(details)}${line}`, { cause: details.errorInstance });
}

function leaveTrace(name: string, run: TrackerRun, folder: string): string {
  const ops = opsOf(run);
  const steps = ops.map((op, at) => ({ op, expect: undefined, line: at + 2 }));
  const { finding, run: judged } = replayTrace({ header: EMPTY_TRACE_HEADER, steps });
  const why = `a counterexample to the property: ${name}`;
  const header = newHeader({ name, why, seed: '', scenario: '', digest: judged.digest }, finding);
  const path = join(folder, `property-${nameFor(name)}-${judged.digest.slice(0, 4)}.ndjson`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, traceText(header, ops.map(formatOp)));
  return path;
}

/** A run as operations of a trace. */
function opsOf({ capacity, policy, window, ops }: TrackerRun): Op[] {
  return [
    { op: 'new', capacity, policy, window },
    ...ops.map((op): Op => {
      if (op.op === 'drain') return { op: 'drain', now: op.nowNs, threshold: op.thresholdNs };
      const { pid, nonce, status, origin } = op;
      return { op: 'record', pid, nonce, status, now: op.nowNs, threshold: op.thresholdNs, origin, ns: op.nsInode };
    }),
  ];
}
