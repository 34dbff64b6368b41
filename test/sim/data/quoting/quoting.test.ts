import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascriptComment, javascriptString } from '../../../../sim/data/quoting/javascript.ts';
import { markdownBlock, markdownText } from '../../../../sim/data/quoting/markdown.ts';
import { jsonText, printable, printableLines } from '../../../../sim/data/quoting/printable.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const ACTS = /\p{C}(?<!\p{Cn}|\p{Co})|\p{Zl}|\p{Zp}|\p{Noncharacter_Code_Point}/u;
const OBEYED_IN_LOGS = /^\s*::|##\[|##vso\[/u;

const ANY_CHARACTER = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

/** Any text, and those that were thought of. */
function anyText(check: (text: string) => void): void {
  const text = fc.oneof(
    fc.string({ unit: ANY_CHARACTER }),
    fc.array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 3 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (one) => check(one)),
    { examples: HOSTILE_TEXTS.map((one): [string] => [one]) },
  );
}

describe('printable()', () => {
  it('leaves nothing that a terminal or a CI log obeys', () => {
    anyText((text) => {
      expect(printable(text)).not.toMatch(ACTS);
      expect(printable(text)).not.toMatch(OBEYED_IN_LOGS);
      expect(printable(printable(text))).toBe(printable(text));
    });
  });

  it('leaves text of people as it is', () => {
    const text = 'naïve 日本語 😀 C:\\ x a::b #[1] "quoted" é';
    expect(printable(text)).toBe(text);
  });

  it('shows what would act', () => {
    expect(printable('\n\t\r\u001b[2J\u202e\u{e0041}')).toBe('\\n\\t\\r\\u001b[2J\\u202e\\udb40\\udc41');
    expect(printable(' ::error::x')).toBe(' \\u003a:error::x');
    expect(printable('a ##[error]x')).toBe('a \\u0023#[error]x');
  });
});

describe('printableLines()', () => {
  it('keeps the lines, each of them printable', () => {
    anyText((text) => {
      const lines = printableLines(text).split('\n');
      expect(lines).toHaveLength(text.split('\n').length);
      for (const line of lines) expect(line).not.toMatch(ACTS);
      for (const line of lines) expect(line).not.toMatch(OBEYED_IN_LOGS);
    });
  });
});

describe('jsonText()', () => {
  it('is printable, and the same value to a reader', () => {
    anyText((text) => {
      const json = jsonText({ [text]: [text] });
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
      expect(json).not.toMatch(ACTS);
      expect(json).not.toMatch(OBEYED_IN_LOGS);
    });
  });
});

describe('javascriptString()', () => {
  it('is the text to the engine, and printable', () => {
    anyText((text) => {
      const source = javascriptString(text);
      expect(runInNewContext(source)).toBe(text);
      expect(source).not.toMatch(ACTS);
      expect(source).not.toMatch(OBEYED_IN_LOGS);
    });
  });
});

describe('javascriptComment()', () => {
  it('ends with its line, and with its comment', () => {
    anyText((text) => {
      const comment = javascriptComment(text);
      expect(runInNewContext(`1 // ${comment}\n+ 1`)).toBe(2);
      expect(runInNewContext(`1 /* ${comment} */ + 1`)).toBe(2);
    });
  });
});

describe('markdownText()', () => {
  it('has no markup that is not behind a backslash, and one line', () => {
    anyText((text) => {
      const line = markdownText(text);
      expect(line.replaceAll(/\\[!-/:-@[-`{-~]/g, 'x')).not.toMatch(/[`*_{}[\]<>#|~&$@]|:\/\/|\bwww\.|^[-+=]|^\d+[.)]/i);
      expect(line).not.toMatch(ACTS);
    });
  });

  it('is the text to a reader of Markdown, where that is printable', () => {
    const text = '1. a|b `c` <d> [e](f) \\ *g*';
    expect(markdownText(text).replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text);
  });
});

describe('markdownBlock()', () => {
  it('ends with its own fence alone', () => {
    anyText((text) => {
      const [fence, ...rest] = markdownBlock([text]);
      expect(rest.map((line) => line.includes(fence))).toEqual([false, true, false]);
      for (const line of rest) expect(line).not.toMatch(ACTS);
    });
  });
});
