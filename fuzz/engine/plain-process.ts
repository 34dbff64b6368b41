import { Worker } from 'node:worker_threads';
import { serveTasks } from '../../sim/process/in-child.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashOf, type Crash } from './crash.ts';
import { followTarget } from './follow-target.ts';

// Runs inputs on the target as it is meant to run, without counters: what it says of an input is what counts, and the
// stack is that of the source.

/** What an input did. */
export interface PlainAnswer {
  /** Null if nothing is wrong with it. */
  readonly crash: Crash | null;
  /** Where it was thrown; empty if it was not. */
  readonly stack: string;
}

let target: FuzzTarget | null = null;

/** Ends this process when it takes too much memory, also while an input runs: a thread looks after that. */
function limitMemory(rssLimitMb: number): void {
  const source = `setInterval(() => {
    if (process.memoryUsage.rss() <= ${rssLimitMb * 2 ** 20}) return;
    require('node:fs').writeSync(2, 'process out of memory');
    process.kill(process.pid, 'SIGKILL');
  }, 20)`;
  new Worker(source, { eval: true, execArgv: [] }).unref();
}

/** What cannot be loaded ends this process, and the parent learns why from its errors. */
async function load(from: { readonly module: string; readonly target: string; readonly rssLimitMb: number }): Promise<PlainAnswer> {
  limitMemory(from.rssLimitMb);
  const { TARGETS } = (await import(from.module)) as { readonly TARGETS: readonly FuzzTarget[] };
  const found = TARGETS.find(({ name }) => name === from.target);
  if (found === undefined) throw new Error(`there is no target ${from.target} in ${from.module}`);
  target = await followTarget(found);
  return { crash: null, stack: '' };
}

function run(input: Uint8Array): PlainAnswer {
  try {
    target?.fuzz(input);
    return { crash: null, stack: '' };
  } catch (error) {
    return { crash: crashOf(error), stack: error instanceof Error ? (error.stack ?? '') : '' };
  }
}

const tasks = { load, run };

/** What it serves: which target, once; then inputs, one by one. */
export type PlainTasks = typeof tasks;

serveTasks(tasks);
