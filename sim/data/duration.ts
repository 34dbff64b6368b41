import { U64_MAX } from './spec/limits.ts';

const FORM = /^(0|[1-9][0-9]{0,19})(?:\.([0-9]{1,20}))?(ns|us|ms|s|m|h)$/;

const UNIT_NS: Readonly<Record<string, bigint>> = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  ns: 1n,
};

/**
 * Reads a duration such as `250ms` or `1.5s` into nanoseconds: u64, by decimal arithmetic, without rounding. The reason if
 * it is none: of another form, no whole number of nanoseconds, or beyond u64. O(1).
 */
export function parseDuration(text: string): bigint | string {
  const form = FORM.exec(text);
  if (form === null) return 'must be a duration such as 60s, 1.5m or 250ms';
  const [, whole, fraction = '', unit] = form;
  const scale = 10n ** BigInt(fraction.length);
  const scaledNs = BigInt(whole + fraction) * UNIT_NS[unit];
  if (scaledNs % scale !== 0n) return 'must come to a whole number of nanoseconds';
  const ns = scaledNs / scale;
  return ns <= U64_MAX ? ns : 'must be at most 18446744073709551615ns';
}

/** Nanoseconds exactly, in seconds, milliseconds or nanoseconds, as {@link parseDuration} reads them: `1.5s`, `90.000001ms`. O(1). */
export function formatDuration(ns: bigint): string {
  return inUnit(ns).join('');
}

/**
 * {@link formatDuration} for sentences: `1.5 s`, `90.000001 ms`. `ns` are whole nanoseconds, 0 or more; a number with a fraction throws
 * a RangeError. O(1).
 */
export function showTime(ns: bigint | number): string {
  return inUnit(BigInt(ns)).join(' ');
}

/** Nanoseconds for a column of a table: rounded to three decimals of the unit, from 10^15 on to seconds. O(1). */
export function roundedDuration(ns: number): string {
  const stepNs = ns >= 1e15 ? 1e9 : ns >= 1e9 ? 1e6 : ns >= 1e6 ? 1e3 : 1;
  return formatDuration(BigInt(Math.round(ns / stepNs)) * BigInt(stepNs));
}

/** {@link showTime} of milliseconds, rounded to nanoseconds. O(1). */
export function showMs(ms: number): string {
  return showTime(Math.round(ms * 1e6));
}

/** The time that something took, in milliseconds, as sentences have it: `9.2 s`. O(1). */
export function showElapsed(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A part of a time: `numerator` in `denominator`, but at most `maxMs`. */
export interface TimeShare {
  readonly numerator: number;
  readonly denominator: number;
  readonly maxMs: number;
}

/** What a share of `wholeMs` comes to, milliseconds. O(1). */
export function shareOf(wholeMs: number, { numerator, denominator, maxMs }: TimeShare): number {
  return Math.min(maxMs, (wholeMs * numerator) / denominator);
}

function inUnit(ns: bigint): [value: string, unit: string] {
  if (ns < 1_000_000n) return [String(ns), 'ns'];
  const unit = ns < 1_000_000_000n ? 'ms' : 's';
  const unitNs = UNIT_NS[unit];
  const decimals = String(ns % unitNs)
    .padStart(String(unitNs).length - 1, '0')
    .replace(/0+$/, '');
  return [decimals === '' ? String(ns / unitNs) : `${ns / unitNs}.${decimals}`, unit];
}
