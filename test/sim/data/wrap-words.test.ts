import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalLines, wrapColumns, wrapWords } from '../../../sim/data/wrap-words.ts';

describe('terminalLines()', () => {
  it('fills a terminal behind what stands there, and is one line elsewhere', () => {
    const text = 'one two three four five six seven eight nine';
    expect(terminalLines(text, { isTerminal: false, columns: 30 }, 4)).toBe(text);
    expect(terminalLines(text, { isTerminal: true, columns: 34 }, 4)).toBe('one two three four five six\n    seven eight nine');
  });
});

describe('wrapWords()', () => {
  it('keeps every word, in lines that fit', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 30 })), fc.integer({ min: 1, max: 40 }), (words, width) => {
        const text = words.join(' ');
        const lines = wrapWords(text, width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('breaks between words, and cuts one that is too long', () =>
    expect(wrapWords('one two abcdefgh', 7)).toEqual(['one two', 'abcdefg', 'h']));

  it('breaks JSON between its tokens', () => {
    const json = '{"origin":"kernel-attested","ns":"1,\\"2,3","bytes":[1,2,3,4,5,6,7,8,9]}';
    const lines = wrapWords(`got ${json} there`, 30);
    // A string is whole, or cut where the line ends: its commas are its own.
    expect(wrapWords('["a,b,c,d,e,f,g,h",1]', 11)).toEqual(['["a,b,c,d,e', ',f,g,h",1]']);
    expect(lines).toEqual(['got', '{"origin":"kernel-attested",', '"ns":"1,\\"2,3","bytes":[1,2,3,', '4,5,6,7,8,9]} there']);
  });
});

describe('wrapColumns()', () => {
  const rows = [
    ['--a', 'what the option a is for, in a few words'],
    ['--bcd FILE', 'short'],
  ] as const;

  it('puts texts beside their names, hanging', () =>
    expect(wrapColumns(rows, 50)).toEqual([
      '  --a         what the option a is for, in a few',
      '              words',
      '  --bcd FILE  short',
    ]));

  it('puts them below their names where there is no room', () =>
    expect(wrapColumns(rows, 40)).toEqual([
      '  --a',
      '      what the option a is for, in a few',
      '      words',
      '  --bcd FILE',
      '      short',
    ]));
});
