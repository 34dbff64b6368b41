import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { DEPTH_MAX, readJson } from '../../../../sim/world/scenario-file/json-text.ts';

function parsed(text: string): unknown {
  try {
    return { value: plain(JSON.parse(text)) };
  } catch {
    return 'refused';
  }
}

/** A value with objects as `JSON.parse` makes them, and without −0. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function read(text: string): unknown {
  const json = readJson(text);
  return 'value' in json ? { value: plain(json.value) } : 'refused';
}

describe('readJson()', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(read(text)).toEqual(parsed(text));
      }),
    );
  });

  it('takes and refuses the same texts as JSON.parse, whatever was damaged in them', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'u00e9',
      'true',
      'null',
      '1',
      '-',
      '0',
      '.',
      'e+',
      ' ',
      '\n',
      '\t',
      '\u0007',
      'ü',
      '"a"',
      '"b"',
    );
    const keys = /"[ab]".*"[ab]"/s;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        // A key that stands twice is refused here alone.
        fc.pre(!keys.test(text));
        expect(read(text)).toEqual(parsed(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['', 1, 1, 'expected a value, got the end of the file'],
    ['{"a": 1,\n "b": tru}', 2, 7, 'expected a value, got "t"'],
    ['{\n "a": 1\n "b": 2\n}', 3, 2, 'expected "," or "}", got "\\""'],
    ['{"a": 1,}', 1, 9, 'expected a key in double quotes, got "}"'],
    ['{"a" 1}', 1, 6, 'expected ":" after a key, got "1"'],
    ['[1 2]', 1, 4, 'expected "," or "]", got "2"'],
    ["{'a': 1}", 1, 2, 'expected a key in double quotes, got "\'"'],
    ['// why\n{}', 1, 1, 'expected a value, got "/"'],
    ['{} {}', 1, 4, 'expected the end of the file, got "{"'],
    ['"a\nb"', 1, 3, 'expected a double quote at the end of the text, got "\\n"'],
    ['"abc', 1, 5, 'expected a double quote at the end of the text, got the end of the file'],
    ['"\\x"', 1, 2, 'expected an escape such as \\n, \\" or \\u00e9 after a backslash'],
    ['{"a": {"b": 1, "b": 2}}', 1, 16, 'the key "b" stands twice in one object'],
    ['{"a": 1, "\\u0061": 2}', 1, 10, 'the key "a" stands twice in one object'],
    [`${'['.repeat(DEPTH_MAX)}[`, 1, DEPTH_MAX + 1, `arrays and objects may nest ${DEPTH_MAX} deep, here one begins that is deeper`],
    ['[😀]', 1, 2, 'expected a value, got "😀"'],
  ])('tells where %j is at fault', (text, line, column, says) => {
    expect(readJson(text)).toEqual({ line, column, says });
  });

  it('reads -0 as 0', () => {
    expect(readJson('-0')).toEqual({ value: 0 });
  });

  it('takes nesting up to its limit', () => {
    expect(readJson('['.repeat(DEPTH_MAX) + ']'.repeat(DEPTH_MAX))).toHaveProperty('value');
  });

  it('takes __proto__ for a key like any other', () => {
    const json = readJson('{"__proto__": {"a": 1}, "toString": 2}') as { value: object };
    expect(Object.keys(json.value)).toEqual(['__proto__', 'toString']);
    expect(Object.getPrototypeOf(json.value)).toBeNull();
  });

  test.each([
    ['digits', '1'.repeat(1_000_000)],
    ['blanks', ' '.repeat(1_000_000)],
    ['a text', `"${'a'.repeat(1_000_000)}"`],
    ['escapes', `"${'\\n'.repeat(500_000)}"`],
    ['brackets', '['.repeat(1_000_000)],
  ])('lives through a million characters of %s', (_, text) => {
    expect(readJson(text)).toBeDefined();
  });
});
