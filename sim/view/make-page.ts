import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { UsageError } from '../data/command-line/usage-error.ts';
import { readInput } from '../data/read-input.ts';
import { xmlText } from '../data/quoting/xml.ts';
import type { PageData } from './page-data.ts';
import type { FirstWords } from './first-words.ts';

/** The scripts and the style that every page carries. */
export interface PageParts {
  readonly page: string;
  readonly worker: string;
  readonly style: string;
}

const PART_BYTES_MAX = 16_777_216;
/** What a build has put beside this program. Throws {@link UsageError} where there was none. */
export function readPageParts(): PageParts {
  return {
    page: readPart(new URL('./bundles/page.js', import.meta.url)),
    worker: readPart(new URL('./bundles/worker.js', import.meta.url)),
    style: readPart(new URL('./bundles/page.css', import.meta.url)),
  };
}

function readPart(place: URL): string {
  try {
    return readInput(fileURLToPath(place), PART_BYTES_MAX).toString('utf8');
  } catch {
    throw new UsageError('view: the scripts of the page are not built: npm run build makes them');
  }
}

/** What runs in the page: its own script, its worker, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** One HTML file: it opens without a server and asks nobody for anything. The same input gives the same text. O(data). */
export function makePage(data: PageData, words: FirstWords, { page, worker, style }: PageParts): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${xmlText(data.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<div id="app">${firstContent(words)}</div>`,
    `<script type="text/plain" id="data">${packed(JSON.stringify(data))}</script>`,
    `<script type="text/plain" id="worker">${packed(worker)}</script>`,
    `<script>${page.replaceAll('</script', '<\\/script')}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What is seen before any script has run, and what is left where none can. */
function firstContent({ heading, lines }: FirstWords): string {
  const body = lines.map(([label, text]) => `<dt>${xmlText(label)}</dt><dd>${xmlText(text)}</dd>`).join('');
  return [
    `<main class="first"><h1>${xmlText(heading)}</h1>`,
    `<dl class="first-lines">${body}</dl>`,
    '<p role="status" id="loading">The run is carried out again in this page…</p>',
    '<noscript><p>This page carries the code of the run and needs JavaScript to show it.</p></noscript></main>',
  ].join('');
}

function packed(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}
