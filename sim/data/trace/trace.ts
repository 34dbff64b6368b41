import type { ExpectedOp } from '../ops/op-format.ts';
import type { TraceHeader } from './trace-header.ts';

/** One operation of a trace. */
export interface TraceStep extends ExpectedOp {
  /** The line of the file on which it stands, counted from 1. */
  readonly line: number;
}

/** A whole trace as it was read. */
export interface Trace {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
}
