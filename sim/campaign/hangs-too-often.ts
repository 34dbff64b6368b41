import type { JobLoss } from './pool.ts';

/** Of so many hung runs, and one in so many, no more are begun. */
const HUNG_MAX = 4;

/** Whether so many runs hang that the rest would tell nothing new, and take hours to do so. `done` is the number of all others. O(losses). */
export function hangsTooOften(losses: readonly JobLoss[], done: number): boolean {
  const hung = losses.filter(({ exit }) => exit.rule === 'never-hangs').length;
  return hung >= HUNG_MAX && hung > done / HUNG_MAX;
}
