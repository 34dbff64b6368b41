import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { minimize } from './minimize.ts';
import type { PlainAnswer } from './plain-process.ts';
import { PlainRunner } from './plain-runner.ts';
import type { CrashGroup } from './session.ts';

/** Bounds for looking into a crash. */
export interface ExamineLimits {
  /** Time for one input, milliseconds. */
  readonly timeoutMs: number;
  readonly rssLimitMb: number;
  /** Asked between runs; true ends the search with the best so far. */
  readonly shouldStop: () => boolean;
}

/** A crash, seen once more without counters and made small. */
export interface Examined {
  /** The smallest input that shows it. */
  readonly input: Uint8Array;
  readonly crash: PlainAnswer;
  /** Length before, bytes. */
  readonly before: number;
  readonly runs: number;
  /** Whether it was to stop before it was as small as it gets. */
  readonly isCutShort: boolean;
  /** Whether it shows without counters as well. */
  readonly isReproduced: boolean;
}

/** The least time after which an input hangs, milliseconds. */
const HANG_LEAST_MS = 1000;
/** Runs that the search makes at most. */
const RUNS_MAX = 5000;

/** Runs a crashing input as the target is meant to run, and makes it small with its signature kept. Never rejects. */
export async function examine(crash: CrashGroup, target: FuzzTarget, build: Build, limits: ExamineLimits): Promise<Examined> {
  const { rssLimitMb } = limits;
  let isCutShort = false;
  const shouldStop = (): boolean => (isCutShort ||= limits.shouldStop());
  // What is only slow on this machine comes to its end by then.
  const timeoutMs = crash.kind === 'hang' ? Math.max(HANG_LEAST_MS, limits.timeoutMs) : limits.timeoutMs;
  const original = crash.input ?? new Uint8Array(0);
  const runner = new PlainRunner(build.plain, target.name, timeoutMs, rssLimitMb);
  try {
    const first = await runner.run(original);
    const isReproduced = first.crash?.signature === crash.signature;
    if (!isReproduced) return { input: original, crash: first, before: original.length, runs: runner.runs, isCutShort, isReproduced };
    const test = async (input: Uint8Array): Promise<boolean> => (await runner.run(input)).crash?.signature === crash.signature;
    const input = await minimize(original, { test, boundsOf: target.boundsOf, runsMax: RUNS_MAX, shouldStop });
    return { input, crash: await runner.run(input), before: original.length, runs: runner.runs, isCutShort, isReproduced };
  } finally {
    runner.close();
  }
}
