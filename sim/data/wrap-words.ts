import type { Output } from './command-line/output.ts';
import { printable } from './quoting/printable.ts';

/**
 * Text in lines of at most `width` characters, broken between words; one that is longer is broken behind commas, but not in a string, so
 * that JSON can be pasted, and is cut where that is not enough. At least one line. O(text).
 */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  const add = (word: string, gap: string): void => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + gap.length + word.length <= width) lines[lines.length - 1] = `${last}${gap}${word}`;
    else for (let from = 0; from === 0 || from < word.length; from += width) lines.push(word.slice(from, from + width));
  };
  for (const word of text.split(' ')) {
    const pieces = word.length <= width ? [word] : piecesOf(word);
    pieces.forEach((piece, at) => add(piece, at === 0 ? ' ' : ''));
  }
  return lines;
}

/** JSON in pieces, each up to a comma that stands outside a string. */
function piecesOf(json: string): string[] {
  const pieces: string[] = [];
  let [from, isString] = [0, false];
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') isString = !isString;
    else if (json[at] === ',' && !isString) {
      pieces.push(json.slice(from, at + 1));
      from = at + 1;
    }
  }
  return [...pieces, json.slice(from)];
}

/**
 * A line for people, behind `before` characters that stand there already: on a terminal as many as its width asks for, those after the first
 * indented; elsewhere one, which programs may read. O(text).
 */
export function terminalLines(text: string, { isTerminal, columns }: Pick<Output, 'isTerminal' | 'columns'>, before = 0): string {
  if (!isTerminal) return text;
  return wrapWords(text, Math.max(RIGHT_LEAST, columns - before)).join(`\n${' '.repeat(before)}`);
}

/** A text of any origin behind its label, which stands on the first of the lines alone; `width` is where the text begins. O(text). */
export function labelledLines(label: string, text: string, width: number, columns: number): string[] {
  return wrapWords(printable(text), columns - width).map((line, at) => `${(at === 0 ? `  ${label}` : '').padEnd(width)}${line}`);
}

/** Two columns: each text to the right of its name, on as many lines as it needs at this width of the whole. O(text). */
export function wrapColumns(rows: readonly (readonly [left: string, right: string])[], columns: number): string[] {
  const indent = Math.max(0, ...rows.map(([left]) => left.length)) + 4;
  // Where the names leave no room, the text goes below them.
  const isNarrow = columns - indent < RIGHT_LEAST;
  return rows.flatMap(([left, right]) => {
    if (isNarrow) return [`  ${left}`, ...wrapWords(right, Math.max(RIGHT_LEAST, columns - 6)).map((line) => `      ${line}`)];
    return wrapWords(right, columns - indent).map((line, at) => `${(at === 0 ? `  ${left}` : '').padEnd(indent)}${line}`);
  });
}

const RIGHT_LEAST = 30;
