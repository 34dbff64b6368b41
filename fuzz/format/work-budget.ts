import type { Op } from '../../sim/data/ops/op.ts';

/** What the operations of one input may cost together: some ten milliseconds at most. */
const BUDGET = 20_000;

const CAPACITY_MAX = 4096;
const CAPACITY_DEFAULT = 256;

/** Counts what operations cost, so that no input takes long: what comes after the end of the budget means nothing. */
export class WorkBudget {
  #left = BUDGET;
  #tableCost = 0;

  /** Takes the cost of an operation; false, also ever after, when there is not enough left. O(1). */
  takes(op: Op): boolean {
    if (op.op === 'new' || op.op === 'observer') this.#tableCost = Math.min(op.capacity ?? CAPACITY_DEFAULT, CAPACITY_MAX) >> 4;
    if (op.op === 'observer') this.#tableCost += op.listeners >> 2;
    this.#left -= 4 + this.#tableCost;
    return this.#left >= 0;
  }
}
