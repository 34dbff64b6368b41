/** A planted bug: one small change to the compiled production code. The judges know nothing of it. */
export interface Mutant {
  readonly name: string;
  /** What is wrong with it, as a sentence. */
  readonly sentence: string;
  /** File below the folder of the compiled source. */
  readonly file: string;
  /** Text that stands in the file exactly once, and what takes its place. */
  readonly pattern: string;
  readonly replacement: string;
  /** A second change to the same file, for a bug that needs two. */
  readonly and?: { readonly pattern: string; readonly replacement: string };
  /** Operations of the shortest run that shows it, where somebody has worked that out; the one that starts the run counts. */
  readonly knownMinimum?: number;
}
