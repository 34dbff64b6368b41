// JSON leaves these as they are, and a terminal may obey them or break the line.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;

/** A text in double quotes as a sentence shows it: on one line, and nothing in it that a terminal obeys. O(text). */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
