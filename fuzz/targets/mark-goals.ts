import { mark } from '../mark.ts';

/** Steps by which the count of a goal tells two inputs apart: once, a few times, often. */
const OFTEN = 8;

/**
 * Tells the fuzzer which goals of the simulation an input reached, and about how often: an eviction that was rolled back, a nonce
 * that started over. What no counter sees becomes worth keeping so. O(goals).
 */
export function markGoals(counts: ArrayLike<number>): void {
  for (let goal = 0; goal < counts.length; goal++) {
    const count = counts[goal];
    if (count > 0) mark('goal', 3 * goal + (count === 1 ? 0 : count < OFTEN ? 1 : 2));
  }
}
