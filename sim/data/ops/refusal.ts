/** Why something that was read cannot be taken: one sentence for a person. A value; nothing here throws it. */
export interface Refusal {
  readonly refused: string;
}

/** Tells a refusal from what would have been read instead. O(1). */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

const SHOWN_CHARS_MAX = 40;

/**
 * A value as a sentence shows it: short whatever its size, on one line, and safe for values of any depth. O(1).
 */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return quoted(value.length > SHOWN_CHARS_MAX ? `${value.slice(0, SHOWN_CHARS_MAX)}…` : value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}

// JSON leaves these as they are, and a terminal may obey them or break the line.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;

/** A text in double quotes as a sentence shows it: on one line, and nothing in it that a terminal obeys. O(text). */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
