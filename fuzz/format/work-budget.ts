import { DEFAULT_CAPACITY } from '../../src/index.ts';
import type { Op } from '../../sim/data/ops/op.ts';

/** What the operations of one input may cost together: some ten milliseconds at most. */
const BUDGET = 20_000;

const CAPACITY_MAX = 4096;

/** A call with a wrong argument in the place of an operation, by its number from 0 to 15. It costs nothing. */
export interface MisuseStep {
  readonly misuse: number;
}

/** What an input stands for, one by one. */
type Step = Op | MisuseStep;

/** Counts what operations cost, so that no input takes long: what comes after the end of the budget means nothing. */
class WorkBudget {
  #left: number;
  #tableCost = 0;

  constructor(work = BUDGET) {
    this.#left = work;
  }

  /** Takes the cost of a step; false, also ever after, when there is not enough left. O(1). */
  takes(step: Step): boolean {
    if (!('op' in step)) return this.#left >= 0;
    if (step.op === 'new' || step.op === 'observer') this.#tableCost = Math.min(step.capacity ?? DEFAULT_CAPACITY, CAPACITY_MAX) >> 4;
    if (step.op === 'observer') this.#tableCost += step.listeners >> 2;
    this.#left -= 4 + this.#tableCost;
    return this.#left >= 0;
  }
}

/** Reads an input: its head, which starts a tracker or an observer, then record by record. */
export interface RecordReader<S extends Step> {
  /** Bytes read so far. */
  readonly at: number;
  /** Reads the head. Once, before anything else. O(1). */
  readonly head: () => S;
  /** Reads the next record and appends what it stands for to `steps`; false at the end of the bytes. O(record). */
  readonly record: (steps: S[]) => boolean;
}

/** What an input stands for, in order, as far as the budget goes. O(operations). */
export function stepsWithinBudget<S extends Step>(reader: RecordReader<S>): S[] {
  const budget = new WorkBudget();
  const steps = [reader.head()];
  let taken = 0;
  do {
    for (; taken < steps.length; taken++) if (!budget.takes(steps[taken])) return steps.slice(0, taken);
  } while (reader.record(steps));
  return steps;
}

/** Calls `onRecord` before the first record of an input and after each whose steps cost, with all before them, at most `work`. O(bytes). */
function walkRecords<S extends Step>(reader: RecordReader<S>, work: number, onRecord: (at: number) => void): void {
  const budget = new WorkBudget(work);
  const steps = [reader.head()];
  let taken = 0;
  do {
    for (; taken < steps.length; taken++) if (!budget.takes(steps[taken]) && taken > 0) return;
    onRecord(reader.at);
  } while (reader.record(steps));
}

/** Where the records of an input of this length begin, and its end; what lies behind the end of the budget counts as one. O(bytes). */
export function recordBounds<S extends Step>(reader: RecordReader<S>, length: number): number[] {
  const bounds: number[] = [];
  walkRecords(reader, BUDGET, (at) => bounds.push(at));
  return withEnd(bounds, length);
}

/** Bytes of the longest beginning, its head and whole records, that costs at most `work`: 4 for an operation, and 1 more for 16 slots. O(bytes). */
export function lengthWithin<S extends Step>(reader: RecordReader<S>, work: number): number {
  let length = 0;
  walkRecords(reader, work, (at) => (length = at));
  return length;
}

/** Bounds of records with the end of the input as the last one, where it is not there yet. O(1). */
export function withEnd(bounds: readonly number[], end: number): number[] {
  return bounds.at(-1) === end ? [...bounds] : [...bounds, end];
}
