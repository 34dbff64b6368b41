/** Something to measure. It is made in the process in which it is measured. */
export interface BenchCase {
  /** kebab-case; the key of its figure. */
  readonly name: string;
  /** What one operation is. */
  readonly what: string;
  /** The case of the peer that does the same, for the ratio. */
  readonly peer?: string;
  /** Rounds at most, none of them to warm up: for what is dear, and starts anew each time. Default as many as all others. */
  readonly rounds?: number;
  /** Builds what is measured. Not measured itself. */
  readonly make: () => Batches | Promise<Batches>;
}

/** The operations of a case, some at a time. */
export interface Batches {
  /** Makes the next batch possible. Not measured. */
  readonly prepare?: () => void;
  /** Carries out some operations, a tenth of a millisecond to a few milliseconds of them, and answers how many. */
  readonly run: () => number | Promise<number>;
  /** Processor time spent so far, nanoseconds; default that of this process. */
  readonly spentNs?: () => number;
}

/** A number that is counted, not timed. */
export interface Count {
  readonly name: string;
  readonly what: string;
  readonly unit: 'cells' | 'bytes';
  readonly value: number;
}
