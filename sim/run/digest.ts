import { highWord, lowWord } from '../data/u64-words.ts';

/**
 * A rolling hash over everything that a run does: two u32 lanes, each multiplied for every pair of words, then rotated
 * into each other. Every step can be undone from its words, so a difference of one pair is never lost at once. It tells
 * runs apart; it is no protection against an adversary.
 */
export class Digest {
  #a = 0x243f6a88;
  #b = 0x13198a2e;

  /** Folds one u32 (or any integer, of which the lower 32 bits count). O(1). */
  u32(word: number): void {
    this.pair(word, 0);
  }

  /** Folds two u32: the lanes multiply side by side, so that a pair takes as long as one word. O(1). */
  pair(x: number, y: number): void {
    const a = Math.imul(this.#a ^ x, 0x9e3779b1);
    const b = Math.imul(this.#b ^ y, 0x85ebca6b);
    const mixed = (((a << 13) | (a >>> 19)) + b) | 0;
    this.#a = mixed;
    this.#b = ((b << 15) | (b >>> 17)) ^ mixed;
  }

  /** Folds one u64. O(1). */
  u64(value: bigint): void {
    this.pair(lowWord(value), highWord(value));
  }

  /** Folds a u64 or null, so that null differs from every number. O(1). */
  nullable(value: bigint | null): void {
    this.u32(value === null ? 0 : 1);
    if (value !== null) this.u64(value);
  }

  /** Folds bytes and their number. O(length). */
  bytes(bytes: Uint8Array): void {
    this.u32(bytes.length);
    let at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      this.pair(
        bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24),
        bytes[at + 4] | (bytes[at + 5] << 8) | (bytes[at + 6] << 16) | (bytes[at + 7] << 24),
      );
    }
    for (; at < bytes.length; at++) this.u32(bytes[at]);
  }

  /** Folds a text. O(length). */
  text(text: string): void {
    this.u32(text.length);
    for (let at = 0; at < text.length; at++) this.u32(text.charCodeAt(at));
  }

  /** The hash so far: 16 hex digits. O(1). */
  get hex(): string {
    return hexOf(this.#a) + hexOf(this.#b);
  }
}

function hexOf(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
