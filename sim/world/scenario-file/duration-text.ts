import { U64_MAX } from '../../../src/index.ts';

const FORM = /^(0|[1-9][0-9]{0,19})(?:\.([0-9]{1,20}))?(ns|us|ms|s|m|h)$/;

/** From the largest unit to the smallest. */
const UNITS: readonly (readonly [unit: string, ns: bigint])[] = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];

const UNIT_NS = new Map(UNITS);

/**
 * Reads a duration such as `250ms` or `1.5s` into nanoseconds: u64, by decimal arithmetic, without rounding. The reason if
 * it is none: of another form, no whole number of nanoseconds, or beyond u64. O(1).
 */
export function parseDuration(text: string): bigint | string {
  const form = FORM.exec(text);
  if (form === null) return 'must be a duration such as "250ms" or "1.5s"';
  const [, whole, fraction = '', unit] = form;
  const scale = 10n ** BigInt(fraction.length);
  const scaledNs = BigInt(whole + fraction) * (UNIT_NS.get(unit) as bigint);
  if (scaledNs % scale !== 0n) return 'must come to a whole number of nanoseconds';
  const ns = scaledNs / scale;
  return ns <= U64_MAX ? ns : 'must be at most 18446744073709551615ns';
}

/** Nanoseconds in the largest unit that keeps them a whole number: what {@link parseDuration} reads back. O(1). */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const [unit, unitNs] = UNITS.find(([, size]) => ns % size === 0n) as [string, bigint];
  return `${ns / unitNs}${unit}`;
}
