import { serveTasks } from '../../sim/process/in-child.ts';
import { allCases } from './all-cases.ts';
import type { Batches } from './bench-case.ts';

// A process that measures one case: it makes no other, so that the engine sees no other either.

let batches: Batches | null = null;

/**
 * Runs batches for at least `spanNs`; nanoseconds an operation. Of processor time, not of the clock on the wall: what
 * other programs take of the machine does not count, and collecting garbage does.
 */
async function runFor({ prepare, run, spentNs: clock = ownNs }: Batches, spanNs: number): Promise<number> {
  let operations = 0;
  let spentNs = 0;
  while (spentNs < spanNs) {
    prepare?.();
    const startNs = clock();
    const done = run();
    // What is not a promise is not awaited: a turn of the event loop takes as long as some batches.
    operations += typeof done === 'number' ? done : await done;
    spentNs += clock() - startNs;
  }
  return spentNs / operations;
}

function ownNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

async function make(name: string): Promise<Batches> {
  const found = allCases().find((each) => each.name === name);
  if (found === undefined) throw new Error(`the bench has no case ${name}`);
  return found.make();
}

async function measure({ name, spanNs }: { readonly name: string; readonly spanNs: number }): Promise<number> {
  batches ??= await make(name);
  return runFor(batches, spanNs);
}

const tasks = { measure };

/** What it serves: a case to measure for at least so long, the same one each time; nanoseconds an operation. */
export type MeasurerTasks = typeof tasks;

serveTasks(tasks);
