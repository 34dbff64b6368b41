/** Takes the values of a state one by one, always in the same order: for comparing whole states. */
export interface StateVisitor {
  /** Takes a value that decides what happens next. */
  readonly value: (value: number | bigint | null) => void;
  /** Takes a count that is only added to, taken and reported: nothing is decided by it. */
  readonly count: (value: number | bigint) => void;
}
