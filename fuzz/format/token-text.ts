import { ByteReader, ByteWriter } from './bytes.ts';

const TOKEN_FROM = 0x80;
const TOKENS_MAX = 127;
const BYTE_FOLLOWS = 0xff;

/** Bytes of text after which the rest of an input means nothing, so that no input takes long. */
const TEXT_MAX = 65_536;

/**
 * Text as a fuzzer can write it: a byte below 128 is itself, 255 says that the next byte is meant as it is, and every other one is
 * a token: a key or a phrase of the format in question. So a file in ASCII is an input as it stands.
 */
export class TokenText {
  readonly #tokens: readonly Uint8Array[];

  /** `tokens` are one to 127 texts; a code beyond them counts round. Their order is part of the format. */
  constructor(tokens: readonly string[]) {
    if (tokens.length === 0 || tokens.length > TOKENS_MAX)
      throw new RangeError(`Cannot make a TokenText: there must be 1 to ${TOKENS_MAX} tokens, got ${tokens.length}`);
    this.#tokens = tokens.map((token) => new TextEncoder().encode(token));
  }

  /** Each token as an input says it. */
  get dictionary(): readonly Uint8Array[] {
    return this.#tokens.map((_, at) => Uint8Array.of(TOKEN_FROM + at));
  }

  /** The bytes of the text that an input stands for, some 64 KiB at most. O(text). */
  read(input: Uint8Array): Uint8Array {
    const reader = new ByteReader(input);
    const writer = new ByteWriter();
    while (!reader.isAtEnd && writer.length < TEXT_MAX) {
      const code = reader.u8();
      if (code < TOKEN_FROM) writer.u8(code);
      else if (code === BYTE_FOLLOWS) writer.u8(reader.u8());
      else writer.bytes(this.#tokens[(code - TOKEN_FROM) % this.#tokens.length]);
    }
    return writer.take();
  }

  /** An input that stands for these bytes, with tokens wherever one fits, the longest first. O(text × tokens). */
  write(text: Uint8Array): Uint8Array {
    const writer = new ByteWriter();
    for (let at = 0; at < text.length;) {
      const token = this.#tokenAt(text, at);
      if (token >= 0) {
        writer.u8(TOKEN_FROM + token);
        at += this.#tokens[token].length;
      } else {
        if (text[at] >= TOKEN_FROM) writer.u8(BYTE_FOLLOWS);
        writer.u8(text[at++]);
      }
    }
    return writer.take();
  }

  /** Where the characters and tokens begin, and the end. O(input). */
  bounds(input: Uint8Array): number[] {
    const bounds: number[] = [];
    for (let at = 0; at < input.length; at += input[at] === BYTE_FOLLOWS ? 2 : 1) bounds.push(at);
    return [...bounds, input.length];
  }

  #tokenAt(text: Uint8Array, at: number): number {
    let longest = -1;
    for (const [number, token] of this.#tokens.entries()) {
      const isLonger = longest < 0 || token.length > this.#tokens[longest].length;
      if (isLonger && token.every((byte, place) => text[at + place] === byte)) longest = number;
    }
    return longest;
  }
}

/** Names, with a space between them, as keys of JSON. */
export function keys(names: string): string[] {
  return names.split(' ').map((name) => `"${name}":`);
}

/** Words, with a space between them, as strings of JSON. */
export function strings(words: string): string[] {
  return words.split(' ').map((word) => `"${word}"`);
}
