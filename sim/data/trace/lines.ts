import { type Refusal, show } from '../ops/refusal.ts';

/** Longest line of a trace or of the tracker protocol, in bytes without the newline: 1 MiB. */
export const LINE_BYTES_MAX = 1_048_576;

/** One line without its newline, or why it cannot be read. */
export type Line = string | Refusal;

const NEWLINE = 0x0a;
const PARTS_MAX = 1024;
const UTF8_BYTES_PER_CHAR_MAX = 3;
const TOO_LONG: Refusal = { refused: `the line is longer than ${LINE_BYTES_MAX} bytes` };
const NOT_UTF8: Refusal = { refused: 'the line is not valid UTF-8' };

/**
 * Cuts bytes into lines, however the bytes arrive. Keeps at most one line of {@link LINE_BYTES_MAX} bytes: a longer one is
 * refused as soon as it is too long, and skipped up to its newline.
 */
export class LineSplitter {
  /** The start of a line whose newline has not come yet. */
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #skipping = false;

  /** The lines that `chunk` completes. The chunk must not change until the next call. O(chunk). */
  *push(chunk: Uint8Array): Generator<Line, void, undefined> {
    let from = 0;
    if (this.#skipping) {
      from = chunk.indexOf(NEWLINE) + 1;
      if (from === 0) return;
      this.#skipping = false;
    }
    const end = chunk.lastIndexOf(NEWLINE);
    if (end >= from) {
      this.#parts.push(chunk.subarray(from, end));
      yield* linesOf(this.#takeParts());
      from = end + 1;
    }
    if (from === chunk.length) return;
    this.#bytes += chunk.length - from;
    this.#parts.push(chunk.subarray(from));
    // Bytes that come one by one must not cost a view each until the line ends.
    if (this.#parts.length > PARTS_MAX) this.#parts = [joined(this.#parts)];
    if (this.#bytes <= LINE_BYTES_MAX) return;
    this.#takeParts();
    this.#skipping = true;
    yield TOO_LONG;
  }

  /** The last line, where the input did not end with a newline; else nothing. */
  *end(): Generator<Line, void, undefined> {
    if (this.#bytes > 0) yield lineOf(this.#takeParts());
  }

  #takeParts(): Uint8Array {
    const bytes = this.#parts.length === 1 ? this.#parts[0] : joined(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return bytes;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, { length }) => bytes + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are UTF-8; null for others. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** Lines with newlines between them. */
function* linesOf(bytes: Uint8Array): Generator<Line, void, undefined> {
  // One check and one conversion for all lines: three times as fast as line by line, and a newline is never a part of
  // another character.
  const whole = textOf(bytes);
  if (whole !== null) {
    for (const text of whole.split('\n')) yield isTooLong(text) ? TOO_LONG : text;
    return;
  }
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
    yield lineOf(bytes.subarray(from, at));
    from = at + 1;
  }
  yield lineOf(bytes.subarray(from));
}

function lineOf(bytes: Uint8Array): Line {
  return bytes.length > LINE_BYTES_MAX ? TOO_LONG : (textOf(bytes) ?? NOT_UTF8);
}

function isTooLong(text: string): boolean {
  return text.length * UTF8_BYTES_PER_CHAR_MAX > LINE_BYTES_MAX && new TextEncoder().encode(text).length > LINE_BYTES_MAX;
}

/** A parsed line. */
export interface JsonLine {
  readonly value: unknown;
}

const BLANK = /^[ \t\r]*$/;

/** Whether a line has nothing on it but spaces, tabs and a carriage return. O(line). */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
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
