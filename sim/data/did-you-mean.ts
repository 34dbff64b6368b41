import { closest } from '../../src/closest.ts';
import { jsonText } from './quoting/printable.ts';

/** A clause to end a sentence with: the closest candidate as a question, or nothing. */
export function didYouMean(text: unknown, candidates: readonly string[]): string {
  const meant = typeof text === 'string' ? closest(text, candidates) : null;
  return meant === null ? '' : `; did you mean ${jsonText(meant)}?`;
}
