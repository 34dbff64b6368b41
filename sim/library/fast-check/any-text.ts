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
    .map((nth) => String.fromCodePoint(nth < SURROGATES.first ? nth : nth + SURROGATES.count), nthOf),
});

/** The inverse: without it fast-check draws no text that is a name of every object, such as `__proto__`, and shrinks none that it is given. */
function nthOf(text: unknown): number {
  const code = typeof text === 'string' ? (text.codePointAt(0) ?? -1) : -1;
  const beyond = code - SURROGATES.first;
  if (code < 0 || (beyond >= 0 && beyond < SURROGATES.count) || String.fromCodePoint(code) !== text)
    throw new TypeError('not one code point');
  return beyond < 0 ? code : code - SURROGATES.count;
}
