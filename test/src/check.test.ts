import { describe, expect, it } from 'vitest';
import { checkBoolean, checkInteger, checkOneOf, checkOptionNames, checkU32, checkU64, argumentError } from '../../src/check.ts';
import { thrown } from './support/thrown.ts';
import { NOT_U32, NOT_U64 } from './support/u64-arbitrary.ts';

describe('argumentError()', () => {
  it('is a RangeError when only the value is wrong, and a TypeError when the type is', () => {
    expect(argumentError('do it', 'x must be 1', 2, true)).toBeInstanceOf(RangeError);
    expect(argumentError('do it', 'x must be 1', '2', false)).toBeInstanceOf(TypeError);
  });

  it.each([
    [2, 'Cannot do it: x must be 1, got 2'],
    [2n, 'Cannot do it: x must be 1, got 2n'],
    ['2', 'Cannot do it: x must be 1, got "2"'],
    [null, 'Cannot do it: x must be 1, got null'],
    [undefined, 'Cannot do it: x must be 1, got undefined'],
  ])('shows %o the way it is written in a program', (value, text) => {
    expect(argumentError('do it', 'x must be 1', value, false).message).toBe(text);
  });
});

describe('checkU64()', () => {
  it.each(NOT_U64)('refuses %o', (value, kind) => {
    const error = thrown(() => checkU64('do it', 'x', value));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^Cannot do it: x must be a bigint from 0 to 2\^64 - 1, got /);
  });

  it('lets both ends of the range pass', () => {
    expect(() => checkU64('do it', 'x', 0n)).not.toThrow();
    expect(() => checkU64('do it', 'x', 2n ** 64n - 1n)).not.toThrow();
  });
});

describe('checkU32()', () => {
  it.each(NOT_U32)('refuses %o', (value, kind) => {
    const error = thrown(() => checkU32('do it', 'x', value));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^Cannot do it: x must be an integer from 0 to 2\^32 - 1, got /);
  });

  it('lets both ends of the range pass', () => {
    expect(() => checkU32('do it', 'x', 0)).not.toThrow();
    expect(() => checkU32('do it', 'x', 2 ** 32 - 1)).not.toThrow();
  });
});

describe('checkInteger()', () => {
  it('lets both ends of the range pass and nothing beyond', () => {
    for (const value of [3, 5]) expect(() => checkInteger('do it', 'x', value, 3, 5)).not.toThrow();
    for (const value of [2, 6]) expect(thrown(() => checkInteger('do it', 'x', value, 3, 5))).toBeInstanceOf(RangeError);
  });

  it('names the range, or the lower end alone where there is no upper', () => {
    expect(thrown(() => checkInteger('do it', 'x', 6, 3, 5)).message).toBe('Cannot do it: x must be an integer from 3 to 5, got 6');
    expect(thrown(() => checkInteger('do it', 'x', 2, 3, Number.MAX_SAFE_INTEGER)).message).toBe(
      'Cannot do it: x must be an integer of at least 3, got 2',
    );
  });
});

describe('checkOneOf()', () => {
  it('lets a listed word pass and names the list otherwise', () => {
    expect(() => checkOneOf('do it', 'x', 'a', ['a', 'b'])).not.toThrow();
    const wrongWord = thrown(() => checkOneOf('do it', 'x', 'c', ['a', 'b']));
    expect(wrongWord).toBeInstanceOf(RangeError);
    expect(wrongWord.message).toBe('Cannot do it: x must be one of a, b, got "c"');
    expect(thrown(() => checkOneOf('do it', 'x', 1, ['a', 'b']))).toBeInstanceOf(TypeError);
  });
});

describe('checkBoolean()', () => {
  it('lets true and false pass and nothing that is like them', () => {
    for (const value of [true, false]) expect(() => checkBoolean('do it', 'x', value)).not.toThrow();
    for (const value of [0, 1, 'true', null, undefined]) {
      const error = thrown(() => checkBoolean('do it', 'x', value));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^Cannot do it: x must be true or false, got /);
    }
  });
});

describe('checkOptionNames()', () => {
  const names = ['thresholdNs', 'capacity'];

  it('lets every known name pass, whatever its value, and no names at all', () => {
    expect(() => checkOptionNames('do it', { capacity: undefined, thresholdNs: 'x' }, names)).not.toThrow();
    expect(() => checkOptionNames('do it', {}, names)).not.toThrow();
  });

  it.each([
    [{ capacity: 1, tresholdNs: 1n }, 'there is no option "tresholdNs"; did you mean "thresholdNs"?'],
    [{ Capacity: undefined }, 'there is no option "Capacity"; did you mean "capacity"?'],
    [{ 'a"b': 1 }, String.raw`there is no option "a\"b"; the options are thresholdNs, capacity`],
    [null, 'options must be an object, got null'],
    [5, 'options must be an object, got 5'],
  ])('refuses %o', (options, rule) => {
    const error = thrown(() => checkOptionNames('do it', options, names));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`Cannot do it: ${rule}`);
  });
});
