/** Why an input is refused: one sentence for a person. A return value, never thrown. */
export interface Refusal {
  readonly refused: string;
}

/** Whether a result is a refusal. O(1). */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

const SHOWN_CHARS_MAX = 40;

/**
 * A value as error sentences show it: at most 40 characters of a text, on one line; nothing of the inside of an array or object. O(1).
 */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return quoted(value.length > SHOWN_CHARS_MAX ? `${value.slice(0, SHOWN_CHARS_MAX)}…` : value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}

// Control characters and line separators that JSON does not escape.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;

/** A text as a JSON string with all control characters escaped: safe to print on a terminal, on one line. O(text). */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
