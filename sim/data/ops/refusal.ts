import { quoted } from './quoted.ts';

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
