import { printable } from '../../../data/quoting/printable.ts';

/** What a piece of text is, from which follows how it is painted. */
export type TextStyle = 'plain' | 'bold' | 'dim' | 'title' | 'changed' | 'good' | 'bad';

/** A piece of text of one kind. */
export interface Span {
  readonly text: string;
  readonly style: TextStyle;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** A piece of text. What a terminal would obey is shown as an escape: a file's name may hold such. */
export function span(text: string, style: TextStyle = 'plain'): Span {
  return { text: printable(text), style };
}

/** Columns that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** The first `width` columns of a line, its last one an ellipsis where something is left out. */
export function clip(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Span[] = [];
  let room = width - 1;
  for (const { text, style } of line) {
    if (room <= 0) break;
    kept.push({ text: text.slice(0, room), style });
    room -= text.length;
  }
  return [...kept, span('…', 'dim')];
}

/** The line in exactly `width` columns. */
export function fit(line: Line, width: number): Line {
  const clipped = clip(line, width);
  return [...clipped, span(' '.repeat(width - widthOf(clipped)))];
}

/** So many lines: the first ones, or empty ones behind them. */
export function exactly(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: rows }, (_, at) => lines[at] ?? []);
}

const LABEL_COLUMNS = 10;

/**
 * Pieces one after the other under a label, on as many lines as they need but at most `linesMax`; an ellipsis stands for
 * what found no room. O(pieces).
 */
export function flow(label: string, pieces: readonly Line[], width: number, linesMax: number): Line[] {
  const lines: Span[][] = [[span(label.padEnd(LABEL_COLUMNS), 'dim')]];
  for (const piece of pieces) {
    const line = lines[lines.length - 1];
    const isFirst = line.length === 1;
    if (isFirst || widthOf(line) + 2 + widthOf(piece) < width) {
      line.push(...(isFirst ? [] : [span('  ')]), ...piece);
      continue;
    }
    if (lines.length === linesMax) {
      line.push(span(' '), span('…', 'dim'));
      break;
    }
    lines.push([span(' '.repeat(LABEL_COLUMNS)), ...piece]);
  }
  return lines.slice(0, Math.max(0, linesMax)).map((line) => clip(line, width));
}

/** A text under a label, broken where the line ends. */
export function flowText(label: string, text: string, width: number, linesMax: number): Line[] {
  const room = width - LABEL_COLUMNS;
  const lines: Line[] = [];
  for (let from = 0; from < Math.max(1, text.length) && lines.length < linesMax; from += room) {
    const isLast = lines.length === linesMax - 1;
    const part = isLast ? text.slice(from) : text.slice(from, from + room);
    lines.push(clip([span((from === 0 ? label : '').padEnd(LABEL_COLUMNS), 'dim'), span(part)], width));
  }
  return lines;
}

const SGR: Readonly<Record<TextStyle, string>> = { plain: '', bold: '1', dim: '2', title: '7', changed: '30;43', good: '32', bad: '1;31' };

// Without colour a character stands for what must not be missed. It takes the place of the space that follows.
const SIGN: Partial<Readonly<Record<TextStyle, string>>> = { changed: '*', bad: '!' };

/** A line as the terminal gets it: in colour, or with `*` after what has changed and `!` after what is wrong. */
export function paintLine(line: Line, hasColour: boolean): string {
  return hasColour ? inColour(line) : inSigns(line);
}

function inColour(line: Line): string {
  return line.map(({ text, style }) => (SGR[style] === '' || text === '' ? text : `\u001b[${SGR[style]}m${text}\u001b[0m`)).join('');
}

function inSigns(line: Line): string {
  let painted = '';
  let mayReplace = false;
  for (const { text, style } of line) {
    painted += mayReplace && text.startsWith(' ') ? text.slice(1) : text;
    if (text === '') continue;
    const sign = SIGN[style] ?? '';
    painted += sign;
    mayReplace = sign !== '';
  }
  return painted;
}
