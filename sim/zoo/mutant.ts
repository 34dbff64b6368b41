/** One change to a compiled file. */
export interface Edit {
  /** File below the folder of what was compiled, such as `src/tracker/tracker.js`. */
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly pattern: string;
  /** What takes its place. */
  readonly replacement: string;
}

/** Makes an {@link Edit}. */
export function edit(file: string, pattern: string, replacement: string): Edit {
  return { file, pattern, replacement };
}

/** Puts something, and a blank between, behind a text that stands in a file exactly once. */
export function after(file: string, pattern: string, added: string): Edit {
  return edit(file, pattern, `${pattern} ${added}`);
}

/** Puts something, and a blank between, before a text that stands in a file exactly once. */
export function before(file: string, pattern: string, added: string): Edit {
  return edit(file, pattern, `${added} ${pattern}`);
}

/** A planted bug: a small change to what was compiled. No rule knows of it. */
export interface Mutant {
  /** Kebab-case. */
  readonly name: string;
  /** What is wrong, as a part of a sentence. */
  readonly sentence: string;
  /** The changes, in order. */
  readonly edits: readonly Edit[];
  /** The order in which the campaign against it goes; see MutantTask. Default `by-seed`. */
  readonly order?: 'by-scenario';
  /** Whether the filed traces are replayed after the campaign, as the gate does: for what only a recording can tell. */
  readonly needsRecording?: true;
  /** Whether it may hang, or end the process that runs it: then it is only for a process of its own. */
  readonly crashesProcess?: true;
}

/** Makes a {@link Mutant}. */
export function bug(
  name: string,
  sentence: string,
  edits: readonly Edit[],
  more: Omit<Mutant, 'name' | 'sentence' | 'edits'> = {},
): Mutant {
  return { name, sentence, edits, ...more };
}
