import { U32_MAX, U64_MAX } from '../spec/limits.ts';
import { show } from './refusal.ts';

const U64_RULE = 'a decimal string from 0 to 18446744073709551615';
const U32_RULE = `an integer from 0 to ${U32_MAX}`;
const HEX_RULE = 'a string of hex digits, two for each byte';
/** Deepest nesting of a free JSON value in a trace, so that everything that walks one may recurse. */
const JSON_DEPTH_MAX = 32;

const U64_FORM = /^(?:0|[1-9][0-9]{0,19})$/;
const HEX_FORM = /^[0-9a-fA-F]*$/;
const NO_BYTES = new Uint8Array(0);
const NO_FIELDS: object = {};

/**
 * Reads the keys of one parsed JSON object strictly, one call a key. A missing value, or one of a wrong type or range, is a fault.
 *
 * A fault does not stop the reading: the call returns a placeholder of the right type, and the first fault is kept for
 * {@link Fields.end}, which also reports keys that no call read. So a reader is straight-line code, and nothing is thrown.
 */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #asked: string[] = [];
  #present = 0;
  #fault: string | null = null;

  /** `path` stands before each key in a sentence: empty, or a name that ends in a dot. */
  constructor(value: object, path: string = '') {
    this.#fields = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  /** Whether an optional key is present. If it is, it must be read. O(1). */
  has(key: string): boolean {
    if (this.#fields[key] !== undefined) return true;
    this.#asked.push(key);
    return false;
  }

  /** A u64, as a decimal string. O(1). */
  u64(key: string): bigint {
    const value = this.#take(key);
    return parseU64(value) ?? this.#refuse(key, value, U64_RULE, 0n);
  }

  /** A u64 as a decimal string, or null. O(1). */
  u64OrNull(key: string): bigint | null {
    const value = this.#take(key);
    return value === null ? null : (parseU64(value) ?? this.#refuse(key, value, `null or ${U64_RULE}`, null));
  }

  /** A u32. O(1). */
  u32(key: string): number {
    return this.integer(key, 0, U32_MAX);
  }

  /** A u32 or null. O(1). */
  u32OrNull(key: string): number | null {
    const value = this.#take(key);
    if (value === null) return null;
    return isIntegerIn(value, 0, U32_MAX) ? plusZero(value) : this.#refuse(key, value, `null or ${U32_RULE}`, null);
  }

  /** An integer from `min` to `max`, both safe integers. */
  integer(key: string, min: number, max: number): number {
    const value = this.#take(key);
    return isIntegerIn(value, min, max) ? plusZero(value) : this.#refuse(key, value, `an integer from ${min} to ${max}`, min);
  }

  /** An array of u32. O(array). */
  u32List(key: string): readonly number[] {
    const value = this.#take(key);
    if (!Array.isArray(value)) return this.#refuse(key, value, `an array of integers from 0 to ${U32_MAX}`, []);
    for (const [at, element] of value.entries()) {
      if (!isIntegerIn(element, 0, U32_MAX)) return this.#refuse(`${key}[${at}]`, element, U32_RULE, []);
    }
    return value.map(plusZero);
  }

  /** One of the texts `allowed`. O(allowed). */
  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.#take(key);
    if ((allowed as readonly unknown[]).includes(value)) return value as T;
    return this.#refuse(key, value, `one of ${allowed.join(', ')}`, allowed[0]);
  }

  /** True or false. O(1). */
  boolean(key: string): boolean {
    const value = this.#take(key);
    return typeof value === 'boolean' ? value : this.#refuse(key, value, 'true or false', false);
  }

  /** Any text. O(1). */
  string(key: string): string {
    const value = this.#take(key);
    return typeof value === 'string' ? value : this.#refuse(key, value, 'a string', '');
  }

  /** Any text, or null. O(1). */
  stringOrNull(key: string): string | null {
    const value = this.#take(key);
    return value === null || typeof value === 'string' ? value : this.#refuse(key, value, 'null or a string', null);
  }

  /** Bytes as hex, two digits each. O(bytes). */
  hex(key: string): Uint8Array {
    const value = this.#take(key);
    return fromHex(value) ?? this.#refuse(key, value, HEX_RULE, NO_BYTES);
  }

  /** An object of any keys, or null, nested at most {@link JSON_DEPTH_MAX} deep. O(value). */
  freeObjectOrNull(key: string): object | null {
    const value = this.free(key);
    if (value === null || isObject(value)) return value;
    return this.#refuse(key, value, 'null or an object', null);
  }

  /** Any JSON value, nested at most {@link JSON_DEPTH_MAX} deep. O(value). */
  free(key: string): unknown {
    const value = this.#take(key);
    if (value !== undefined && nestsAtMost(value)) return value;
    return this.#refuse(key, value, `a JSON value nested at most ${JSON_DEPTH_MAX} deep`, null);
  }

  /** An object whose keys `read` reads; `what` names it in the sentence about an unknown key. */
  object<T>(key: string, what: string, read: (fields: Fields) => T): T {
    const value = this.#take(key);
    return this.#inside(key, isObject(value) ? value : this.#refuse(key, value, 'an object', NO_FIELDS), what, read);
  }

  /** As {@link Fields.object}, or null. */
  objectOrNull<T>(key: string, what: string, read: (fields: Fields) => T): T | null {
    const value = this.#take(key);
    if (value === null) return null;
    return this.#inside(key, isObject(value) ? value : this.#refuse(key, value, 'null or an object', NO_FIELDS), what, read);
  }

  /** Adds a fault that the caller found: kept if it is the first. */
  fail(fault: string | null): void {
    this.#fault ??= fault;
  }

  /**
   * The fault to report, or null: an unknown key (one that no call read) before any other, because a misspelt key is also a
   * missing one. `what` names the object. O(keys).
   */
  end(what: string): string | null {
    let keys = 0;
    for (const _ in this.#fields) keys++;
    if (keys === this.#present) return this.#fault;
    const unknown = Object.keys(this.#fields).find((key) => !this.#asked.includes(key));
    if (unknown === undefined) return this.#fault;
    return `unknown key ${show(this.#path + unknown)}: ${what} takes ${this.#asked.join(', ')}`;
  }

  #inside<T>(key: string, value: object, what: string, read: (fields: Fields) => T): T {
    const inner = new Fields(value, `${this.#path}${key}.`);
    const result = read(inner);
    this.fail(inner.end(what));
    return result;
  }

  #take(key: string): unknown {
    const value = this.#fields[key];
    this.#asked.push(key);
    if (value !== undefined) this.#present++;
    return value;
  }

  #refuse<T>(key: string, value: unknown, rule: string, instead: T): T {
    const name = this.#path + key;
    this.fail(value === undefined ? `${name} is missing: it must be ${rule}` : `${name} must be ${rule}, got ${show(value)}`);
    return instead;
  }
}

/** Whether a parsed JSON value is an object and no array. O(1). */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntegerIn(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

// JSON has −0, which equals 0 and yet is another value to a digest.
function plusZero(value: number): number {
  return value + 0;
}

/** Whether a parsed JSON value nests at most `depthMax` arrays and objects inside one another. O(value). */
function nestsAtMost(value: unknown, depthMax: number = JSON_DEPTH_MAX): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depthMax === 0) return false;
  return Object.values(value).every((part) => nestsAtMost(part, depthMax - 1));
}

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as lowercase hex, two digits each. O(bytes). */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_OF_BYTE[byte];
  return text;
}

/** The value of a hex digit: the letters, in either case, end in the bits of 1 to 6. */
function digitOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return (code & 15) + (code > 64 ? 9 : 0);
}

/** Reads hex of an even number of digits in either case; undefined for anything else. O(text). */
function fromHex(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !HEX_FORM.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (digitOf(text, 2 * at) << 4) | digitOf(text, 2 * at + 1);
  return bytes;
}

/**
 * Reads a u64 from a decimal string: digits without sign, leading zeros or exponent. Undefined for anything else,
 * also for text that goes beyond 2^64 − 1. O(1).
 */
export function parseU64(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || !U64_FORM.test(text)) return undefined;
  const value = BigInt(text);
  return value <= U64_MAX ? value : undefined;
}
