import { U64_MAX } from '../../../src/index.ts';

const CANONICAL = /^(?:0|[1-9][0-9]{0,19})$/;

/**
 * Reads a u64 as it stands on file: decimal digits without sign, leading zeros or exponent. Undefined for anything else,
 * also for text that goes beyond 2^64 − 1. O(1).
 */
export function parseU64(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || !CANONICAL.test(text)) return undefined;
  const value = BigInt(text);
  return value <= U64_MAX ? value : undefined;
}
