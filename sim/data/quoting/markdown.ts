import { printable } from './printable.ts';

/**
 * Text from outside as one line of Markdown, in a cell of a table too: no character of it is markup, and no address or name becomes
 * a link. O(text).
 */
export function markdownText(text: string): string {
  const line = printable(text.replaceAll(/[\r\n]+/g, ' ')).trim();
  return (
    line
      .replaceAll(/[\\`*_{}[\]<>#|~&$@]/g, (character) => `\\${character}`)
      // An address is a link by itself.
      .replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, (character) => `\\${character}`)
      // What begins a list or underlines a heading does so at the start of a line alone.
      .replace(/^[-+=]|^\d+(?=[.)])/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
  );
}

/** Lines as they are, in a block that nothing in them ends. O(size). */
export function markdownBlock(lines: readonly string[]): string[] {
  const shown = lines.map(printable);
  const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...shown, fence, ''];
}
