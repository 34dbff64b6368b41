/** What a piece of text is, which says how it is painted. */
export type Mark = 'plain' | 'bold' | 'dim' | 'title' | 'changed' | 'good' | 'bad';

/** A piece of text of one kind. */
export interface Span {
  readonly text: string;
  readonly mark: Mark;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** A piece of text. Control characters become question marks: a file's name may hold some. */
export function span(text: string, mark: Mark = 'plain'): Span {
  return { text: text.replace(/\p{Cc}/gu, '?'), mark };
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
  for (const { text, mark } of line) {
    if (room <= 0) break;
    kept.push({ text: text.slice(0, room), mark });
    room -= text.length;
  }
  return [...kept, span('…', 'dim')];
}

/** The line in exactly `width` columns. */
export function fit(line: Line, width: number): Line {
  const clipped = clip(line, width);
  return [...clipped, span(' '.repeat(width - widthOf(clipped)))];
}
