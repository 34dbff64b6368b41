/** A probability as a ratio of integers: 0 ≤ numerator ≤ denominator, denominator from 1 to 2^32. */
export interface Ratio {
  /** From 0 to the denominator. */
  readonly numerator: number;
  /** From 1. */
  readonly denominator: number;
}

/** The ratio that never happens. */
export const NEVER: Ratio = { numerator: 0, denominator: 1 };

/** `numerator` in `denominator`. */
export function ratio(numerator: number, denominator: number): Ratio {
  return { numerator, denominator };
}

/**
 * The one source of chance, from a seed or from a finite array of bytes; the caller cannot tell which.
 * Ranges include both ends; a caller's mistake (an empty range, a list without members) throws RangeError.
 */
export interface Entropy {
  /** An integer from `min` to `max`: safe integers, `max − min` below 2^53. */
  int(min: number, max: number): number;
  /** A bigint from `min` to `max`, both u64. */
  u64(min: bigint, max: bigint): bigint;
  /** True in `numerator` of `denominator` cases. Draws nothing when the answer is certain. */
  chance(ratio: Ratio): boolean;
  /** One member of a list that has any. */
  pick<T>(list: readonly T[]): T;
  /** A source of its own under a name: what is drawn from it shifts nothing elsewhere. Names may repeat on purpose. */
  stream(name: string): Entropy;
  /** Draws made from this stream so far. */
  readonly draws: number;
}
