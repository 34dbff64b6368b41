/** What became of the runs of a cell: the worst of them. */
export type CellVerdict = 'ok' | 'found' | 'untested' | 'unknown';

/** One cell, for the script: a run, or several seeds in a row where there are many. */
export interface Cell {
  readonly verdict: CellVerdict;
  /** First and last seed. */
  readonly from: string;
  readonly to: string;
  /** What is known of its runs. */
  readonly runs: number;
  readonly steps: number;
  readonly simulated: string;
  /** How long they took, milliseconds; null where nobody knows. */
  readonly ms: number | null;
  /** What is told of it, beside numbers: reason of the worst run. */
  readonly note: string;
  /** The line that makes the worst run again, or the first. */
  readonly line: string;
  /** Where its finding is told on this page, and the page of its run; null where there is none. */
  readonly finding: string | null;
  readonly page: string | null;
}

/** What the script reads: rows in the order of the table. */
export interface MapData {
  readonly prefix: string;
  readonly rows: readonly { readonly scenario: string; readonly cells: readonly Cell[] }[];
}
