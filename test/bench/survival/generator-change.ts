/** A text of the compiled program that is to be another one. */
export interface Edit {
  /** Folder below the compiled `sim`. The pattern stands exactly once in all its files together. */
  readonly folder: string;
  readonly pattern: string;
  readonly replacement: string;
}

/** A change of the kind that somebody makes to a generator on an ordinary day. */
export interface GeneratorChange {
  readonly name: string;
  /** What is otherwise after it, as a sentence. */
  readonly sentence: string;
  readonly edits: readonly Edit[];
}
