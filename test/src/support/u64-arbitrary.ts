import fc from 'fast-check';
import { U64_MAX } from '../../../src/u64.ts';

const EDGES = [0n, 1n, 2n, (1n << 20n) - 1n, 1n << 20n, (1n << 32n) - 1n, 1n << 32n, (1n << 63n) - 1n, 1n << 63n];

/** Any u64, its edges often. */
export const anyU64 = fc.oneof(fc.bigInt({ min: 0n, max: U64_MAX }), fc.constantFrom(...EDGES, ...EDGES.map((edge) => U64_MAX - edge)));

/** Values that are no u64, each with the kind of error that they deserve. */
export const NOT_U64: readonly (readonly [unknown, typeof Error])[] = [
  [-1n, RangeError],
  [U64_MAX + 1n, RangeError],
  [1, TypeError],
  ['1', TypeError],
  [undefined, TypeError],
];

/** Values that are no u32, each with the kind of error that they deserve. */
export const NOT_U32: readonly (readonly [unknown, typeof Error])[] = [
  [-1, RangeError],
  [1.5, RangeError],
  [2 ** 32, RangeError],
  [Number.NaN, RangeError],
  [1n, TypeError],
  ['1', TypeError],
  [null, TypeError],
];
