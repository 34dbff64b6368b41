import { printable, unitEscapes } from './printable.ts';

const UNSAFE = /[\\'\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Text as a JavaScript string in single quotes, on one line, printable. O(text). */
export function javascriptString(text: string): string {
  const inside = text.replaceAll(UNSAFE, (character) =>
    character === "'" || character === '\\' ? `\\${character}` : unitEscapes(character),
  );
  return `'${inside.replaceAll(/#(?=#(?:\[|vso\[))/g, '\\u0023')}'`;
}

/** Text as it may stand in a comment of JavaScript: it ends neither the line nor the comment. O(text). */
export function javascriptComment(text: string): string {
  return printable(text).replaceAll('*/', '*\\/');
}
