import { jsonText } from '../quoting/printable.ts';

/** Why an input is refused: one sentence for a person. A return value, never thrown. */
export interface Refusal {
  /** Why, as a sentence that names what is wrong, what is allowed and what was there. */
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
    return jsonText(value.length > SHOWN_CHARS_MAX ? `${value.slice(0, SHOWN_CHARS_MAX)}…` : value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}
