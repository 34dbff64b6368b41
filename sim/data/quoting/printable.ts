/**
 * What acts on its reader instead of being read: control characters, format characters (bidirectional overrides, zero width),
 * line and paragraph separators, halves of surrogate pairs, noncharacters.
 */
const UNPRINTABLE = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Noncharacter_Code_Point}/gu;
const UNPRINTABLE_BUT_NEWLINE = /(?!\n)(?:\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Noncharacter_Code_Point})/gu;

// GitHub's runner obeys a line that begins with `::`, blanks aside, and one that has `##[` anywhere; Azure's `##vso[`.
const COMMAND_AT_START = /^(\s*):(?=:)/u;
const COMMAND_AT_LINE_START = /(^|\n)([^\S\n]*):(?=:)/gu;
const COMMAND_ANYWHERE = /#(?=#(?:\[|vso\[))/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from outside as one line of a terminal or of a CI log: what would act is written as an escape, as in JSON. Whoever puts it
 * behind other text of the line does so as well, so that a command of a CI log is none wherever it is wrapped. O(text).
 */
export function printable(text: string): string {
  return disarmed(text.replaceAll(UNPRINTABLE, escaped)).replace(COMMAND_AT_START, '$1\\u003a');
}

/** Text from outside that has lines of its own, as {@link printable} has one line. O(text). */
export function printableLines(text: string): string {
  return disarmed(text.replaceAll(UNPRINTABLE_BUT_NEWLINE, escaped)).replaceAll(COMMAND_AT_LINE_START, '$1$2\\u003a');
}

/** Text in which what would act, but for a newline, is an escape; commands of CI logs stay. O(text). */
export function withoutControls(text: string): string {
  return text.replaceAll(UNPRINTABLE_BUT_NEWLINE, escaped);
}

/** A value as JSON on one line that is printable as it stands and reads as the same value; undefined is left out. O(value). */
export function jsonText(value: unknown): string {
  // Outside of its strings JSON has nothing to escape, and there two number signs cannot stand.
  return JSON.stringify(value).replaceAll(UNPRINTABLE, unitEscapes).replaceAll(COMMAND_ANYWHERE, '\\u0023');
}

function disarmed(text: string): string {
  return text.replaceAll(COMMAND_ANYWHERE, '\\u0023');
}

function escaped(character: string): string {
  return SHORT[character] ?? unitEscapes(character);
}

/** Each UTF-16 unit of a character as `\uXXXX`. */
export function unitEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
