import { clip, span, widthOf, type Line, type Span } from './spans.ts';

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
