import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { readText } from '../../sim/data/read-input.ts';

const FILE_BYTES_MAX = 1_048_576;
const WORDS_MAX = 10_000;

// name@level="value", of which the value alone is needed.
const ENTRY = /^(?:[A-Za-z0-9_.:-]+(?:@[0-9]+)?\s*=\s*)?"(.*)"$/;
const PART = /\\\\|\\"|\\x([0-9a-fA-F]{2})|[^\\"]/gu;

/**
 * The words of a dictionary as AFL and libFuzzer have it: a line for each, `name="value"` or `"value"`, with `\\`, `\"` and
 * `\xNN` for what cannot be typed; `#` begins a line that is a comment. A level, `name@1`, is read over. The reason if it is
 * none, as a sentence with its line. O(text).
 */
export function parseDictionary(text: string): readonly Uint8Array[] | string {
  const words: Uint8Array[] = [];
  for (const [at, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const entry = ENTRY.exec(line);
    if (entry === null) return `line ${at + 1}: must be name="value" or "value", or a comment behind #`;
    const word = bytesOf(entry[1]);
    if (word === null) return `line ${at + 1}: a value has \\\\, \\" and \\xNN for what cannot be typed, and no other \\ or "`;
    if (word.length === 0) return `line ${at + 1}: a value must not be empty`;
    words.push(word);
  }
  if (words.length === 0) return 'it has no word in it';
  return words.length > WORDS_MAX ? `it must have at most ${WORDS_MAX} words, and has ${words.length}` : words;
}

/** Reads a dictionary. Throws a {@link UsageError}. */
export function readDictionary(path: string): readonly Uint8Array[] {
  const words = parseDictionary(readText('fuzz: ', path, FILE_BYTES_MAX, 'file'));
  if (typeof words === 'string') throw new UsageError(`fuzz: ${path}: ${words}`);
  return words;
}

function bytesOf(value: string): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const [part, hex] of value.matchAll(PART)) {
    length += part.length;
    parts.push(hex === undefined ? Buffer.from(part.startsWith('\\') ? part.slice(1) : part) : Buffer.from(hex, 'hex'));
  }
  return length === value.length ? Buffer.concat(parts) : null;
}
