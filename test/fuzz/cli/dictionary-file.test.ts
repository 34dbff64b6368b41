import { describe, expect, it } from 'vitest';
import { parseDictionary } from '../../../fuzz/cli/dictionary-file.ts';

function words(text: string): readonly string[] | string {
  const parsed = parseDictionary(text);
  return typeof parsed === 'string' ? parsed : parsed.map((word) => Buffer.from(word).toString('latin1'));
}

describe('parseDictionary()', () => {
  it('takes what AFL and libFuzzer take: names, levels, comments, escapes', () => {
    const text = ['# magic', '', 'kw1="blah"', '  kw2@3 = "\\"ac\\\\dc\\""  ', '"foo\\x0Abar\\xff"', '"#"', 'a.b-c="="'].join('\r\n');
    expect(words(text)).toEqual(['blah', '"ac\\dc"', 'foo\nbar\u00ff', '#', '=']);
  });

  it('takes characters beyond ASCII as their bytes in UTF-8', () =>
    expect(parseDictionary('"é"')).toEqual([new Uint8Array(Buffer.from([0xc3, 0xa9]))].map((bytes) => Buffer.from(bytes))));

  it.each([
    ['kw', 'line 1: must be name="value" or "value", or a comment behind #'],
    ['# a\nkw="x', 'line 2: must be name="value" or "value", or a comment behind #'],
    ['kw="a\\n"', 'line 1: a value has \\\\, \\" and \\xNN for what cannot be typed, and no other \\ or "'],
    ['kw="a\\x0"', 'line 1: a value has \\\\, \\" and \\xNN for what cannot be typed, and no other \\ or "'],
    ['kw="a"b"', 'line 1: a value has \\\\, \\" and \\xNN for what cannot be typed, and no other \\ or "'],
    ['kw=""', 'line 1: a value must not be empty'],
    ['# nothing', 'it has no word in it'],
    ['"a"\n'.repeat(10_001), 'it must have at most 10000 words, and has 10001'],
  ])('refuses %j in a sentence', (text, sentence) => expect(words(text)).toBe(sentence));
});
