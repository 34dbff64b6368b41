import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xmlText } from '../../../sim/data/quoting/xml.ts';
import { formatJUnit } from '../../../sim/report/junit.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What a reader of XML makes of text in an attribute; null if it is not well-formed there. */
function read(text: string): string | null {
  if (/[<"\t\n\r]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) return null;
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code)),
  );
}

/** Whether XML 1.0 allows a character at all. */
function isChar(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return [9, 10, 13].includes(code) || (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff;
}

describe('xmlText()', () => {
  it('is read back as it was, but for what XML cannot say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sayable = Array.from(text, (character) => (isChar(character) ? character : '\ufffd')).join('');
        expect(read(xmlText(text))).toBe(sayable);
      }),
      { examples: [['\u0000\u0008\u000b\u001f\ufffe\uffff'], ['\ud800'], ['a\udfffb'], ['😀 <&>"\'\t\r\n]]>']] },
    );
  });
});

describe('formatJUnit()', () => {
  it('counts cases and failures, and tells what is wrong', () => {
    const good = { classname: 'a', name: 'is <good>', timeMs: 1250, failure: null };
    const bad = { classname: 'b', name: 'is "bad"', timeMs: null, failure: { message: 'x & y', text: 'line 1\nline 2' } };
    expect(
      formatJUnit([
        { name: 'tests', timeMs: 2000, cases: [good, bad] },
        { name: 'none', timeMs: null, cases: [] },
      ]),
    ).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="varta-sim" tests="2" failures="1" errors="0">',
        '  <testsuite name="tests" tests="2" failures="1" errors="0" time="2.000">',
        '    <testcase classname="a" name="is &lt;good&gt;" time="1.250"/>',
        '    <testcase classname="b" name="is &quot;bad&quot;">',
        '      <failure message="x &amp; y">line 1&#10;line 2</failure>',
        '    </testcase>',
        '  </testsuite>',
        '  <testsuite name="none" tests="0" failures="0" errors="0">',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });
});
