import { writeFileSync } from 'node:fs';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { crashOf, type Crash } from '../engine/crash.ts';
import type { FuzzTarget } from '../targets/target.ts';

/** What the shim leaves behind when its process ends. */
export interface ShimReport {
  /** Inputs run. */
  readonly runs: number;
  /** The last of them, in hex. */
  readonly last: string;
  /** What it threw; null if nothing. */
  readonly crash: Crash | null;
  /** Whether all runs were made that were asked for. */
  readonly isDone: boolean;
  /** Whether a promise that the target left behind failed, or something was thrown later. */
  readonly late: string | null;
  readonly exitCode: number;
}

/** What a shim is made for. */
export interface ShimOrder {
  /** Module of the targets. */
  readonly targets: string;
  readonly target: string;
  /** Inputs to run; null for no bound. */
  readonly runsMax: number | null;
  /** File of the report. */
  readonly report: string;
  /** File that is there once the first input has come. */
  readonly started: string;
}

/**
 * The function that jsfuzz calls, around a target: it counts, ends the process after as many inputs as were asked for, and
 * reports how it ended, because jsfuzz exits with 0 after almost everything.
 */
export function shimFor(targets: readonly FuzzTarget[], { target: name, runsMax, report, started }: ShimOrder): (input: Buffer) => void {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  let runs = 0;
  let last: Buffer = Buffer.alloc(0);
  let crash: Crash | null = null;
  let isDone = false;
  let late: string | null = null;
  process.on('uncaughtExceptionMonitor', (error) => (late ??= messageOf(error)));
  process.on('exit', (exitCode) => {
    writeFileSync(report, JSON.stringify({ runs, last: last.toString('hex'), crash, isDone, late, exitCode } satisfies ShimReport));
  });
  return (input) => {
    if (runs === runsMax) {
      isDone = true;
      process.exit(0);
    }
    if (runs === 0) writeFileSync(started, '');
    runs++;
    last = input;
    try {
      target.fuzz(input);
    } catch (error) {
      crash = crashOf(error);
      throw error;
    }
  };
}
