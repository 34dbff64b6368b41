import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseRatio } from '../../../../sim/world/scenario-file/text-fields.ts';

describe('parseRatio()', () => {
  test.each<readonly [string, object | string]>([
    ['never', { numerator: 0, denominator: 1 }],
    ['0', { numerator: 0, denominator: 1 }],
    ['always', { numerator: 1, denominator: 1 }],
    ['1', { numerator: 1, denominator: 1 }],
    ['2/100', { numerator: 2, denominator: 100 }],
    ['1/4294967296', { numerator: 1, denominator: 4_294_967_296 }],
    ['1/4294967297', 'must have a denominator of at most 4294967296'],
    ['3/2', 'must be a ratio of at most 1'],
    ...['', '0.5', '50%', '1/0', '01/2', '-1/2', '1/2 ', '1 / 2', '2', 'often'].map(
      (text) => [text, 'must be a ratio such as "1/50", "never" or "always"'] as const,
    ),
  ])('reads %j', (text, answer) => {
    expect(parseRatio(text)).toEqual(answer);
  });

  it('keeps both numbers as written', () => {
    const ratios = fc
      .integer({ min: 1, max: 2 ** 32 })
      .chain((denominator) => fc.record({ numerator: fc.nat(denominator), denominator: fc.constant(denominator) }));
    fc.assert(
      fc.property(ratios, (ratio) => {
        expect(parseRatio(`${ratio.numerator}/${ratio.denominator}`)).toEqual(ratio);
      }),
    );
  });
});
