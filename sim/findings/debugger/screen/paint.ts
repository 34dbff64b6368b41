import type { Line, Mark } from './spans.ts';

const SGR: Readonly<Record<Mark, string>> = { plain: '', bold: '1', dim: '2', title: '7', changed: '30;43', good: '32', bad: '1;31' };

// Without colour, what must not be missed is marked by a character. It takes the place of the space that follows.
const SIGN: Partial<Readonly<Record<Mark, string>>> = { changed: '*', bad: '!' };

/** A line as the terminal gets it: in colour, or with `*` after what has changed and `!` after what is wrong. */
export function paintLine(line: Line, hasColour: boolean): string {
  return hasColour ? inColour(line) : inSigns(line);
}

function inColour(line: Line): string {
  return line.map(({ text, mark }) => (SGR[mark] === '' || text === '' ? text : `\u001b[${SGR[mark]}m${text}\u001b[0m`)).join('');
}

function inSigns(line: Line): string {
  let painted = '';
  let mayReplace = false;
  for (const { text, mark } of line) {
    painted += mayReplace && text.startsWith(' ') ? text.slice(1) : text;
    if (text === '') continue;
    const sign = SIGN[mark] ?? '';
    painted += sign;
    mayReplace = sign !== '';
  }
  return painted;
}
