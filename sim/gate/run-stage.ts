import { spawn } from 'node:child_process';
import { shareOf } from '../data/duration.ts';
import { startWatched } from '../subject/process-group.ts';
import type { StageEnd } from './stage.ts';

/** How to run the process of a stage. */
export interface StageProcess {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Time after which it is ended, milliseconds. */
  readonly budgetMs: number;
  /** Ends it before its time. */
  readonly stop: AbortSignal;
}

/** Shares of the time before its end, milliseconds: there a process is asked to end, and there it is made to. */
const ASKED_BEFORE = { numerator: 1, denominator: 40, maxMs: 3000 };
const MADE_BEFORE = { numerator: 1, denominator: 100, maxMs: 500 };
/** Time to end once the whole gate is ended, milliseconds. */
const STOP_MS = 2000;
const OUTPUT_MAX = 4_000_000;
/** Time after which a process is asked to end, so that it is gone when its time is over, milliseconds. */
export function softLimitMs(budgetMs: number): number {
  return budgetMs - shareOf(budgetMs, ASKED_BEFORE);
}

/**
 * Runs a process with all that it starts as one group. Shortly before its time is over the group is asked to end, and made
 * to when it is. Never rejects.
 */
export async function runStage({ command, cwd, budgetMs, stop }: StageProcess): Promise<StageEnd> {
  const startMs = performance.now();
  const { child, group } = startWatched(() =>
    spawn(command[0], command.slice(1), { cwd, env: stageEnvironment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const pieces: string[] = [];
  let size = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (size < OUTPUT_MAX) pieces.push(text);
      size += text.length;
    });
  }
  let isCut = false;
  const timers: NodeJS.Timeout[] = [];
  const end = (signal: NodeJS.Signals): void => {
    isCut = true;
    group.signal(signal);
  };
  const cut = (waitMs: number, patienceMs: number): void => {
    timers.push(
      setTimeout(() => end('SIGTERM'), waitMs),
      setTimeout(() => end('SIGKILL'), waitMs + patienceMs),
    );
  };
  cut(softLimitMs(budgetMs), shareOf(budgetMs, ASKED_BEFORE) - shareOf(budgetMs, MADE_BEFORE));
  const stopNow = (): void => cut(0, Math.min(STOP_MS, budgetMs));
  stop.addEventListener('abort', stopNow, { once: true });
  if (stop.aborted) stopNow();

  const { code, signal, startFault } = await group.ended;
  for (const timer of timers) clearTimeout(timer);
  stop.removeEventListener('abort', stopNow);
  return { code, signal, startFault, isCut, isStopped: stop.aborted, output: pieces.join(''), elapsedMs: performance.now() - startMs };
}

/** The environment of a stage: what it says is read by the gate, not by a terminal, nor by GitHub. */
function stageEnvironment(): NodeJS.ProcessEnv {
  const { GITHUB_ACTIONS: _actions, GITHUB_STEP_SUMMARY: _summary, FORCE_COLOR: _colour, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}
