import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** `expect(got).toBe(expected)` where it is asked very often: the matcher takes a microsecond or three. */
export function expectSame(got: unknown, expected: unknown): void {
  if (!Object.is(got, expected)) expect(got).toBe(expected);
}

/** `expect(got).toEqual(expected)` for large values: the matcher, which is slow on them, is asked only where they are not strictly the same. */
export function expectEqual(got: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(got, expected)) expect(got).toEqual(expected);
}
