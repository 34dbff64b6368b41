import type { Violation } from '../oracle/violation.ts';
import type { Op } from '../data/ops/op.ts';
import type { Run } from './run.ts';

/** Makes operations, one at a time, and may look at what came of each before it makes the next. */
export interface Source {
  /** The next operation; null when there are no more. It is valid until the next call. */
  next(): Op | null;
  /** Looks at the run after the operation was carried out. Objects to what only the maker of the operations can see. */
  after(run: Run): Violation | null;
  /** Virtual time so far, nanoseconds. */
  readonly simulatedNs: number;
}
