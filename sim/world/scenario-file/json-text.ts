import { show } from '../../data/ops/refusal.ts';

/** Deepest nesting of arrays and objects in a scenario file. */
export const DEPTH_MAX = 16;

/** Where a text stops being JSON. */
export interface JsonFault {
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** What was expected there, and what was found. */
  readonly says: string;
}

/** A parsed text. Its objects have no prototype, so that a key such as `__proto__` is one like any other. */
export interface JsonValue {
  readonly value: unknown;
}

/**
 * Reads a JSON text: strictly, like `JSON.parse`, but tells line and column of a fault in words of its own, and refuses a
 * key that stands twice in one object and nesting beyond {@link DEPTH_MAX}. Never throws. O(text).
 */
export function readJson(text: string): JsonValue | JsonFault {
  const reader = new JsonReader(text);
  try {
    return { value: reader.read() };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { ...position(text, error.at), says: error.message };
  }
}

class Misread extends Error {
  readonly at: number;

  constructor(at: number, says: string) {
    super(says);
    this.at = at;
  }
}

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const value = this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) this.#expected('the end of the file');
    return value;
  }

  #value(depth: number): unknown {
    this.#skipBlanks();
    const first = this.#text[this.#at];
    if (first === '"') return this.#string();
    if (first === '{' || first === '[') {
      if (depth === DEPTH_MAX) throw new Misread(this.#at, `arrays and objects may nest ${DEPTH_MAX} deep, here one begins that is deeper`);
      return first === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    const word = WORDS.find(([spelled]) => this.#text.startsWith(spelled, this.#at));
    if (word !== undefined) {
      this.#at += word[0].length;
      return word[1];
    }
    // JSON knows −0, which equals 0 and is yet another value to print.
    return Number(this.#match(NUMBER) ?? this.#expected('a value')) + 0;
  }

  #object(depth: number): unknown {
    const object = Object.create(null) as Record<string, unknown>;
    this.#at++;
    if (this.#takes('}')) return object;
    do {
      this.#skipBlanks();
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"') this.#expected('a key in double quotes');
      const key = this.#string();
      if (key in object) throw new Misread(keyAt, `the key ${show(key)} stands twice in one object`);
      if (!this.#takes(':')) this.#expected('":" after a key');
      object[key] = this.#value(depth);
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#expected('"," or "}"');
    return object;
  }

  #array(depth: number): unknown {
    const array: unknown[] = [];
    this.#at++;
    if (this.#takes(']')) return array;
    do array.push(this.#value(depth));
    while (this.#takes(','));
    if (!this.#takes(']')) this.#expected('"," or "]"');
    return array;
  }

  #string(): string {
    const from = this.#at++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        if (this.#match(ESCAPE) === null) throw new Misread(this.#at, 'expected an escape such as \\n, \\" or \\u00e9 after a backslash');
      } else if (code >= 0x20) {
        this.#at++;
      } else {
        // Also at the end of the text, where the code is no number.
        this.#expected('a double quote at the end of the text');
      }
    }
    this.#at++;
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  /** Whether this character comes next, blanks aside; steps over it if so. */
  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    this.#match(BLANK);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  #expected(what: string): never {
    const found =
      this.#at < this.#text.length ? show(String.fromCodePoint(this.#text.codePointAt(this.#at) as number)) : 'the end of the file';
    throw new Misread(this.#at, `expected ${what}, got ${found}`);
  }
}

function position(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - before.lastIndexOf('\n') };
}
