import { closest } from './closest.ts';
import { isU32, isU64 } from './u64.ts';

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Makes the error for a caller's mistake: where `value` is of the right type, as `hasType` says, a RangeError, else a TypeError. O(1). */
export function argumentError(action: string, rule: string, value: unknown, hasType: boolean): Error {
  const text = `Cannot ${action}: ${rule}, got ${show(value)}`;
  return hasType ? new RangeError(text) : new TypeError(text);
}

/** Throws unless `value` is a bigint from 0 to 2^64 − 1. O(1). */
export function checkU64(action: string, name: string, value: unknown): asserts value is bigint {
  if (isU64(value)) return;
  throw argumentError(action, `${name} must be a bigint from 0 to 2^64 - 1`, value, typeof value === 'bigint');
}

/** Throws unless `value` is an integer from 0 to 2^32 − 1. O(1). */
export function checkU32(action: string, name: string, value: unknown): asserts value is number {
  if (isU32(value)) return;
  throw argumentError(action, `${name} must be an integer from 0 to 2^32 - 1`, value, typeof value === 'number');
}

/** Throws unless `value` is a safe integer from `min` to `max`, both included. O(1). */
export function checkInteger(action: string, name: string, value: unknown, min: number, max: number): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  throw argumentError(action, `${name} must be ${range}`, value, typeof value === 'number');
}

/** Throws unless `value` is one of `allowed`. O(allowed). */
export function checkOneOf<T extends string>(action: string, name: string, value: unknown, allowed: readonly T[]): asserts value is T {
  if ((allowed as readonly unknown[]).includes(value)) return;
  throw argumentError(action, `${name} must be one of ${allowed.join(', ')}`, value, typeof value === 'string');
}

/** Throws unless `value` is true or false. O(1). */
export function checkBoolean(action: string, name: string, value: unknown): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw argumentError(action, `${name} must be true or false`, value, false);
}

/**
 * Throws TypeError unless `options` is an object and each of its own keys is among `names`: a misspelt option would
 * silently be its default. O(keys × names).
 */
export function checkOptionNames(action: string, options: unknown, names: readonly string[]): asserts options is object {
  if (typeof options !== 'object' || options === null) throw argumentError(action, 'options must be an object', options, false);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = closest(name, names);
    const hint = meant === null ? `the options are ${names.join(', ')}` : `did you mean "${meant}"?`;
    throw new TypeError(`Cannot ${action}: there is no option ${show(name)}; ${hint}`);
  }
}
