/** Tells the time. The observer takes one reading per poll and asks nobody else. */
export interface Clock {
  /**
   * Nanoseconds since a fixed moment, u64. May stand still, jump or run backwards: the observer copes, and keeps a time of its
   * own. What it throws passes through the poll, which has changed nothing then. Must not poll.
   */
  now(): bigint;
}
