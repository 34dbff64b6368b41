import { show, type Refusal } from '../ops/refusal.ts';

/** A parsed line. */
export interface JsonLine {
  readonly value: unknown;
}

/** Whether a line has nothing on it but spaces, tabs and a carriage return. O(line). */
export function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}

/** Reads one line of JSON, with or without a carriage return at its end. Never throws. O(line). */
export function parseJsonLine(text: string): JsonLine | Refusal {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    if (text.startsWith('\ufeff')) return { refused: 'the line begins with a byte order mark: save the file as UTF-8 without one' };
    // The engine's own sentence differs between versions.
    return { refused: `the line is not JSON, got ${show(text)}` };
  }
}
