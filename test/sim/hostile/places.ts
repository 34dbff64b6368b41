import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { BAIT } from '../data/quoting/hostile-texts.ts';

const ACTS = /(?!\n)(?:\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Noncharacter_Code_Point})/u;
const COMMAND = /^\s*::|##\[|##vso\[/u;

/** Holds a text as a terminal and a CI log get it: it has nothing that acts, and no line that begins in the middle of a hostile text. */
export function expectPrintable(text: string): void {
  expectInactive(text);
  for (const line of text.split('\n')) expect(line.slice(0, BAIT.length)).not.toBe(BAIT);
}

function expectInactive(text: string): void {
  expect(text).not.toMatch(ACTS);
  for (const line of text.split('\n')) expect(line).not.toMatch(COMMAND);
}

/** Holds one JSON object on a line, which is printable. */
export function expectJson(text: string): void {
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  JSON.parse(text);
  expectPrintable(text);
}

/** Holds what GitHub's runner reads as commands alone, each on its own line. */
export function expectAnnotations(text: string): void {
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^::error (?:[a-z]+=[^:,]*,?)*::[^\n]*$/u);
    expect(line).not.toMatch(ACTS);
  }
}

/** Holds XML: tags of ours alone, and characters that XML 1.0 has. */
export function expectJUnit(text: string): void {
  const tags = [...text.matchAll(/<([^>]*)>/g)].map(([, tag]) => tag);
  for (const tag of tags)
    expect(tag).toMatch(/^\/?(?:testsuites?|testcase|failure|skipped)(?: [a-z]+="[^"<>&]*(?:&(?:\w+|#\d+);[^"<>&]*)*")*\/?$|^\?xml /);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  expect(text.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+);/g, '')).not.toMatch(/[<&]/);
}

/** Holds Markdown of which nothing but our headings, tables and fences is markup. */
export function expectMarkdown(text: string): void {
  expectInactive(text);
  let fence = '';
  for (const line of text.split('\n')) {
    if (fence !== '') {
      if (line === fence) fence = '';
      continue;
    }
    if (/^`{3,}$/.test(line)) fence = line;
    else
      expect(line.replaceAll(/\\[!-/:-@[-`{-~]/g, 'x').replace(/^#{2,3} |^and \d+ more$/, '')).not.toMatch(
        /^\s*(?:[-+#>=]|\d+[.)])|[`*_[\]<>~@]|:\/\//,
      );
  }
  expect(fence).toBe('');
}

/** Runs an emitted test with doubles: its one test has this name, and nothing else is done. */
export function runEmitted(source: string): { readonly name: string; readonly operations: readonly string[] } {
  expectPrintable(source);
  const seen = { name: '', operations: [] as readonly string[] };
  const [imports, body] = [source.split('\n').filter((line) => line.startsWith('import ')), source.replaceAll(/^import .*$/gm, '')];
  expect(imports).toHaveLength(2);
  runInNewContext(body, {
    it: (name: string, test: () => void) => {
      seen.name = name;
      test();
    },
    replayLines: (operations: readonly string[]) => {
      seen.operations = [...operations];
      return null;
    },
    expect: () => ({ toBeNull: () => {} }),
    [BAIT]: () => {
      throw new Error('a text was run');
    },
  });
  return seen;
}
