import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const CODE_POINTS = 0x110000 - SURROGATES.count;

/**
 * Any text, as `fc.string({ unit: 'binary' })` draws it. That one makes a table of all 1.1 million code points when it is first made, a second
 * and a half of processor time.
 */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc
    .integer({ min: 0, max: CODE_POINTS - 1 })
    .map((nth) => String.fromCodePoint(nth < SURROGATES.first ? nth : nth + SURROGATES.count)),
});
