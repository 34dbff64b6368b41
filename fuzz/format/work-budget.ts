import { DEFAULT_CAPACITY } from '../../src/index.ts';
import { ByteReader } from './bytes.ts';
import type { Op } from '../../sim/data/ops/op.ts';

/** What the operations of one input may cost together: some ten milliseconds at most. */
const BUDGET = 20_000;

const CAPACITY_MAX = 4096;
const STEP_COST = 4;

/** What an operation costs with a table of so many slots, and so many listeners. O(1). */
export function stepCost(capacity = DEFAULT_CAPACITY, listeners = 0): number {
  return STEP_COST + (Math.min(capacity, CAPACITY_MAX) >> 4) + (listeners >> 2);
}

/** A call with a wrong argument in the place of an operation, by its number from 0 to 15. It costs nothing. */
export interface MisuseStep {
  readonly op?: undefined;
  readonly misuse: number;
}

/** What an input stands for, one by one. */
type Step = Op | MisuseStep;

/** Reads an input: its head, which starts a tracker or an observer, then record by record. */
export interface RecordReader<S extends Step> {
  /** Reads the head. Once, before anything else. O(1). */
  readonly head: () => S;
  /** Reads the next record and appends what it stands for to `steps`; false at the end of the bytes. O(record). */
  readonly record: (steps: S[]) => boolean;
}

/** What an input stands for, in order, as far as the budget goes: what comes after its end means nothing. O(operations). */
export function stepsWithinBudget<S extends Step>(reader: RecordReader<S>): S[] {
  const steps = [reader.head()];
  let left = BUDGET;
  let cost = STEP_COST;
  let taken = 0;
  do {
    for (; taken < steps.length; taken++) {
      const step = steps[taken];
      if (step.op === undefined) continue;
      if (step.op === 'new') cost = stepCost(step.capacity);
      else if (step.op === 'observer') cost = stepCost(step.capacity, step.listeners);
      left -= cost;
      if (left < 0) return steps.slice(0, taken);
    }
  } while (reader.record(steps));
  return steps;
}

/** Passes over an input, which begins with a head, without making what it stands for: some ten nanoseconds a record. */
export abstract class RecordScan {
  readonly reader: ByteReader;

  constructor(bytes: Uint8Array) {
    this.reader = new ByteReader(bytes);
  }

  /** Passes over the head. What it costs. O(1). */
  abstract head(): number;

  /** Passes over the next record. What its operations cost. O(1). */
  abstract record(): number;
}

/** Calls `onRecord` before the first record of an input and after each whose steps cost, with all before them, at most `work`. O(bytes). */
function walkRecords(scan: RecordScan, work: number, onRecord: (at: number) => void): void {
  const { reader } = scan;
  let left = work - scan.head();
  onRecord(reader.at);
  while (left >= 0 && !reader.isAtEnd) {
    left -= scan.record();
    if (left >= 0) onRecord(reader.at);
  }
}

/** Where the records of an input of this length begin, and its end; what lies behind the end of the budget counts as one. O(bytes). */
export function recordBounds(scan: RecordScan, length: number): number[] {
  const bounds: number[] = [];
  walkRecords(scan, BUDGET, (at) => bounds.push(at));
  if (bounds.at(-1) !== length) bounds.push(length);
  return bounds;
}

/** Bytes of the longest beginning, its head and whole records, that costs at most `work`: 4 for an operation, and 1 more for 16 slots. O(bytes). */
export function lengthWithin(scan: RecordScan, work: number): number {
  let length = 0;
  walkRecords(scan, work, (at) => (length = at));
  return length;
}
