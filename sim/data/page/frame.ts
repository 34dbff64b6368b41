import { printable, printableLines } from '../quoting/printable.ts';
import { xmlText } from '../quoting/xml.ts';
import { STYLE } from './style.ts';

/** A page: one file of HTML that needs no network. */
export interface Page {
  /** Text, not markup. */
  readonly title: string;
  /** Markup: whoever makes it has quoted what is text. */
  readonly body: string;
  /** Further rules of style; default none. */
  readonly style?: string;
  /** A module that runs once the page is there; default none. */
  readonly script?: string;
  /** Whether it makes functions of text, as the engine of runs does; default not. */
  readonly makesCode?: boolean;
  /** What that module reads, by the id of its element; default none. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Nothing is loaded from anywhere, and nothing is sent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; script-src 'unsafe-inline' blob:";

/** The whole page. O(size). */
export function htmlPage({ title, body, style = '', script = '', makesCode = false, data = {} }: Page): string {
  const stores = Object.entries(data).map(
    ([id, value]) => `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`,
  );
  const code =
    script === '' ? '' : `<script type="module">${script.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\!--')}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}${makesCode ? " 'unsafe-eval'" : ''}">
<meta name="color-scheme" content="light dark">
<title>${shown(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
${body}
${stores.join('')}${code}</body>
</html>
`;
}

/** Text from outside as markup that shows it on one line, in an attribute too. O(text). */
export function shown(text: string): string {
  return xmlText(printable(text));
}

/** Text that has lines of its own, as markup for a `pre`. O(text). */
export function shownLines(lines: readonly string[]): string {
  return lines.map((line) => xmlText(printableLines(line)).replaceAll('&#10;', '\n')).join('\n');
}

/** A line to paste, with a button that copies it where a script is there to do so. */
export function commandLine(line: string): string {
  return `<div class="command"><code>${shown(line)}</code><button type="button" class="copy" hidden>copy</button></div>`;
}
