import { paint, type Output } from '../data/command-line/output.ts';
import { wrapWords } from '../data/wrap-words.ts';

const INDENT = '      ';
const SENTENCE_COLUMNS = 92;
const LEAST_COLUMNS = 30;

/** A name and what it stands for. */
export type Entry = readonly [name: string, sentence: string];

/** Writes a list: its title with their number, each name, and below it its sentence, wrapped at the terminal's width. O(text). */
export function writeSection(out: Output, title: string, entries: readonly Entry[]): void {
  const columns = Math.max(LEAST_COLUMNS, Math.min(SENTENCE_COLUMNS, out.columns - INDENT.length));
  out.write(`${paint(out, 'bold', `${title} (${entries.length})`)}\n`);
  for (const [name, sentence] of entries) {
    const lines = wrapWords(sentence, columns).map((line) => `${INDENT}${line}\n`);
    out.write(`  ${paint(out, 'cyan', name)}\n${lines.join('')}`);
  }
  out.write('\n');
}
