import type { BenchCase } from './bench-case.ts';

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  /** Time of one case in one round, at least. */
  readonly roundNs: number;
  /** Time of one case before the first round, at least. */
  readonly warmUpNs: number;
}

/**
 * Nanoseconds an operation, by case and round. Every round runs every case once, so that a slow spell of the machine
 * meets a case and its peer alike.
 */
export function measure(cases: readonly BenchCase[], effort: Effort): ReadonlyMap<string, readonly number[]> {
  const figures = new Map<string, number[]>();
  for (const each of cases) {
    runFor(each, effort.warmUpNs);
    figures.set(each.name, []);
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (const each of cases) figures.get(each.name)?.push(runFor(each, effort.roundNs));
  }
  return figures;
}

/**
 * Runs batches for at least `spanNs`; nanoseconds an operation. Of processor time, not of the clock on the wall: what
 * other programs take of the machine does not count, and collecting garbage does.
 */
function runFor(each: BenchCase, spanNs: number): number {
  let operations = 0;
  let spentNs = 0;
  while (spentNs < spanNs) {
    each.prepare?.();
    const start = process.cpuUsage();
    operations += each.batch();
    const { user, system } = process.cpuUsage(start);
    spentNs += (user + system) * 1000;
  }
  return spentNs / operations;
}
