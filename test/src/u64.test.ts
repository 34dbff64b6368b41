import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areU64,
  HIGH_WORD,
  highWord,
  isEntry,
  isEntryBelow,
  isLess,
  isU32,
  isU64,
  LOW_WORD,
  lowWord,
  saturatingAdd,
  U32_MAX,
  U64_MAX,
} from '../../src/u64.ts';
import { anyU64 } from './support/u64-arbitrary.ts';

const MAX = 2n ** 64n - 1n;

describe('u64', () => {
  it('U64_MAX and U32_MAX are the largest values of their types', () => {
    expect(U64_MAX).toBe(18446744073709551615n);
    expect(U32_MAX).toBe(4294967295);
  });

  it('saturatingAdd() is the sum, or 2^64 - 1 above it', () => {
    fc.assert(
      fc.property(anyU64, anyU64, (a, b) => saturatingAdd(a, b) === (a + b > MAX ? MAX : a + b)),
      { numRuns: 2000 },
    );
  });

  it('isU64() holds for a bigint of 64 bits and nothing else', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => isU64(value) === (value >= 0n && value <= MAX)));
    expect([0n, MAX].every(isU64)).toBe(true);
    expect([-1n, MAX + 1n, 1, '1', null, undefined, {}].some(isU64)).toBe(false);
  });

  it('areU64() holds for three of them, wherever another value stands among them', () => {
    const others = fc.constantFrom<unknown>(-1n, MAX + 1n, MAX + 2n ** 63n + 1n, 2n ** 65n, -(2n ** 64n), 1, '1', null);
    fc.assert(
      fc.property(anyU64, anyU64, others, (a, b, other) => {
        expect([areU64(a, b, a), areU64(other, a, b), areU64(a, other, b), areU64(a, b, other)]).toEqual([true, false, false, false]);
      }),
    );
  });

  it('isEntry(), isEntryBelow() and isLess() compare a u64 with an entry of a column, and with another', () => {
    fc.assert(
      fc.property(anyU64, anyU64, (a, b) => {
        const column = BigUint64Array.of(0n, a);
        expect([isEntry(column, 1, a), isEntry(column, 1, b), isEntryBelow(column, 1, a), isEntryBelow(column, 1, b)]).toEqual([
          true,
          a === b,
          false,
          a < b,
        ]);
        expect([isLess(a, a), isLess(a, b)]).toEqual([false, a < b]);
      }),
      { numRuns: 2000 },
    );
  });

  it('isU32() holds for an integer of 32 bits and nothing else', () => {
    expect([0, 1, U32_MAX].every(isU32)).toBe(true);
    expect([-1, 1.5, U32_MAX + 1, Number.NaN, Number.POSITIVE_INFINITY, 1n, '1', null, undefined].some(isU32)).toBe(false);
  });

  it('LOW_WORD and HIGH_WORD find the halves of a u64', () => {
    const words = new Uint32Array(BigUint64Array.of(0x1111_1111_2222_2222n).buffer);
    expect(words[LOW_WORD]).toBe(0x2222_2222);
    expect(words[HIGH_WORD]).toBe(0x1111_1111);
  });

  it('highWord() and lowWord() are the halves of a u64', () => {
    fc.assert(fc.property(anyU64, (value) => (BigInt(highWord(value)) << 32n) + BigInt(lowWord(value)) === value));
  });
});
