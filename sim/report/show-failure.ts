import { paint, type Output } from '../data/command-line/output.ts';
import type { Op } from '../data/ops/op.ts';
import {
  describeSteps,
  formatFailureReport,
  REPORT_COLUMNS,
  type Painter,
  type Shrunk,
} from '../findings/failure-report/failure-report.ts';
import type { DeterminismRule } from '../oracle/determinism-rules.ts';
import type { Finding } from '../oracle/finding.ts';
import { replacedProduction } from '../subject/foreign/production-module.ts';
import { isReplayable } from '../oracle/replayable.ts';
import { crashesProcess } from '../process/abnormal-exit.ts';
import { emitLine, keepLine, replayLine } from './command-lines.ts';
import { exitCodeOf, EXIT } from './exit-code.ts';

/** Narrower than this a report is not made. */
const LEAST_COLUMNS = 40;

/** Width of a report there. */
export function reportColumns({ columns }: Output): number {
  return Math.max(LEAST_COLUMNS, Math.min(REPORT_COLUMNS, columns));
}

/** What kind of promise a finding breaks. */
export function kindOf({ judge }: Finding): string {
  const exit = exitCodeOf(judge);
  if (exit === EXIT.liveness) return 'liveness';
  return exit === EXIT.nondeterminism ? 'nondeterminism' : 'safety';
}

/** Where the run of a failure report is kept, and what can be done with it. */
export interface FailurePlace {
  readonly origin: readonly string[];
  readonly tracePath: string | null;
  /** A line that makes the whole run again; null where there is none. */
  readonly again: string | null;
  readonly shrunk: Shrunk | null;
}

/**
 * Whether the corpus and a test can hold a finding: neither has a process to spare for what ends it, nor two for what differs,
 * nor a world to judge what only a world sees.
 */
function canBeKept(finding: Finding): boolean {
  const takesTwoRuns = finding.rule === ('same-seed-same-run' satisfies DeterminismRule);
  // What is filed is replayed with our production code.
  if (replacedProduction() !== null) return false;
  return !crashesProcess(finding) && !takesTwoRuns && isReplayable(finding);
}

/** The failure report of a finding, in colour where the output is a terminal. */
export function showFailure(finding: Finding, ops: readonly Op[], place: FailurePlace, out: Output): string {
  const { tracePath, again } = place;
  const paste: (readonly [string, string])[] = [];
  if (tracePath !== null) paste.push(['replay', replayLine(tracePath)]);
  if (tracePath !== null && canBeKept(finding)) {
    paste.push(['keep', keepLine(tracePath)], ['test', emitLine(tracePath)]);
  }
  if (again !== null) paste.push(['again', again]);
  const painter: Painter = (style, text) => paint(out, style, text);
  const shown = ops.slice(0, finding.step + 1);
  const steps = crashesProcess(finding) ? shown.map((op) => ({ op })) : describeSteps(shown);
  return formatFailureReport(
    { finding, origin: place.origin, steps, shrunk: place.shrunk, paste },
    kindOf(finding),
    painter,
    reportColumns(out),
  );
}
