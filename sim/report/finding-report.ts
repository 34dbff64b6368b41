/** One thing that is wrong, however often it came up: what reports to people and machines are made of. */
export interface FindingReport {
  /** What makes two findings the same: judge, rule and kind of operation, or the name of a test. */
  readonly signature: string;
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  /** More, line by line; may be empty. */
  readonly details: readonly string[];
  /** How often it came up. */
  readonly count: number;
  /** File that it is about; null where there is none. */
  readonly file: string | null;
  /** A line to paste that shows it again; null where there is none. */
  readonly line: string | null;
}
