import { jsonText } from '../../data/quoting/printable.ts';

/** What is wrong with a scenario file, and where: one sentence in two parts. */
export interface Fault {
  /** Way into the file, as a JSON pointer; empty for the whole file. */
  readonly path: string;
  /** The rest of the sentence: the rule and what was found. */
  readonly says: string;
}

const SHOWN_CHARS_MAX = 40;

/** The pointer to a key or a place inside `path`: on one line, and short whatever the key. O(1). */
export function within(path: string, key: string | number): string {
  const shown = String(key).slice(0, SHOWN_CHARS_MAX).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${path}/${jsonText(shown).slice(1, -1)}`;
}

/** The sentence about a fault in the file of that name. O(sentence). */
export function sentence(file: string, { path, says }: Fault): string {
  return `${file}: ${path === '' ? 'the file' : path} ${says}`;
}

/** Keeps the first of the faults found: reading goes on after a fault, with a harmless value in its place. */
export class FaultBook {
  #first: Fault | null = null;

  /** The fault to report; null if there is none. */
  get first(): Fault | null {
    return this.#first;
  }

  /** Notes a fault. O(1). */
  add(path: string, says: string): void {
    this.#first ??= { path, says };
  }
}
