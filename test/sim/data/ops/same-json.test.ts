import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sameJson } from '../../../../sim/data/ops/same-json.ts';

describe('sameJson()', () => {
  it('finds any value the same as its copy, and another than itself in a list', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameJson(value, JSON.parse(JSON.stringify(value)))).toBe(true);
        expect(sameJson(value, [value])).toBe(false);
      }),
    );
  });

  it('does not look at the order of keys', () => {
    expect(sameJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  });

  test.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1, b: 1 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: null }, { b: null }],
    [{ value: '1' }, { value: 1 }],
    [{ value: null }, { value: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [{ toString: 1 }, { valueOf: 1 }],
    [null, {}],
    [JSON.parse('{"__proto__":{}}'), { a: 1 }],
  ])('tells %o from %o', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
  });
});
