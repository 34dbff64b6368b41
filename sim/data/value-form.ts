import { U64_MAX } from './spec/limits.ts';
import { describeValue } from './describe-value.ts';
import { didYouMean } from './did-you-mean.ts';
import { jsonText } from './quoting/printable.ts';

// Forms of values that somebody's JavaScript hands over: what JSON Schema says of JSON, with bigints and functions.

/** Holds a value against a form: null if it has it, else what is wrong and where, as a sentence. `path` is what the value is called. O(value). */
export type Form = (value: unknown, path: string) => string | null;

/** A form of one's own: `rule` ends the sentence "it must be …". */
export function form(rule: string, holds: (value: unknown) => boolean): Form {
  return (value, path) => (holds(value) ? null : `${path} must be ${rule}, got ${describeValue(value)}`);
}

export const FLAG = form('true or false', (value) => typeof value === 'boolean');
export const FUNCTION = form('a function', (value) => typeof value === 'function');
export const TEXT = form('a text that is not empty', (value) => typeof value === 'string' && value.trim() !== '');

/** An integer; without `max`, a safe one. */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Form {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return form(`a whole number ${range}`, (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max);
}

/** A bigint that is a u64. */
export function u64(min: bigint = 0n): Form {
  return form(`a bigint from ${min} to 2^64 - 1`, (value) => typeof value === 'bigint' && value >= min && value <= U64_MAX);
}

export function oneOf(words: readonly string[]): Form {
  const holds = form(`one of ${words.join(', ')}`, (value) => (words as readonly unknown[]).includes(value));
  return (value, path) => {
    const fault = holds(value, path);
    return fault === null ? null : `${fault}${didYouMean(value, words)}`;
  };
}

export function orNull(other: Form): Form {
  return (value, path) => (value === null ? null : other(value, path));
}

export function optional(other: Form): Form {
  return (value, path) => (value === undefined ? null : other(value, path));
}

/** An array; the first entry that is wrong is told by its number. */
export function listOf(entry: Form, least = 0): Form {
  const isList = form(least === 0 ? 'an array' : 'an array that is not empty', (value) => Array.isArray(value) && value.length >= least);
  return (value, path) => isList(value, path) ?? firstOf(value as readonly unknown[], (one, at) => entry(one, `${path}[${at}]`));
}

/** A form for each key of an object, the optional ones too. */
export type Fields<T extends object> = { readonly [Key in keyof T]-?: Form };

/** An object with these keys and no others. A key that is not known comes first: one that is misspelt is missing, too. */
export function record<T extends object>(fields: Fields<T>): Form {
  const isObject = form('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  const keys = Object.keys(fields);
  return (value, path) =>
    isObject(value, path) ??
    strayKey(value as object, path, keys) ??
    firstOf(keys, (key) => fields[key as keyof T]((value as Readonly<Record<string, unknown>>)[key], `${path}.${key}`));
}

/** One of several kinds of object, told apart by the word under a key. */
export function kinds(key: string, forms: Readonly<Record<string, Form>>): Form {
  const word = oneOf(Object.keys(forms));
  const isObject = form('an object', (value) => typeof value === 'object' && value !== null);
  return (value, path) => {
    const fault = isObject(value, path) ?? word((value as Readonly<Record<string, unknown>>)[key], `${path}.${key}`);
    return fault ?? forms[(value as Readonly<Record<string, string>>)[key]](value, path);
  };
}

function strayKey(value: object, path: string, keys: readonly string[]): string | null {
  const stray = Object.keys(value).find((key) => !keys.includes(key));
  return stray === undefined ? null : `${path} has no key ${jsonText(stray)}; there are ${keys.join(', ')}${didYouMean(stray, keys)}`;
}

function firstOf<T>(entries: readonly T[], faultOf: (entry: T, at: number) => string | null): string | null {
  for (const [at, entry] of entries.entries()) {
    const fault = faultOf(entry, at);
    if (fault !== null) return fault;
  }
  return null;
}
