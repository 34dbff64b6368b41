import { highWord, lowWord } from '../words.ts';

/**
 * A rolling hash over everything that a run does: two u32 lanes, each multiplied and rotated for every word. It tells
 * runs apart; it is no protection against an adversary.
 */
export class Digest {
  #a = 0x243f6a88;
  #b = 0x13198a2e;

  /** Folds one u32 (or any integer, of which the lower 32 bits count). O(1). */
  u32(value: number): void {
    const a = Math.imul(this.#a ^ value, 0x9e3779b1);
    this.#a = (a << 13) | (a >>> 19);
    const b = Math.imul(this.#b ^ (value + this.#a), 0x85ebca6b);
    this.#b = (b << 15) | (b >>> 17);
  }

  /** Folds one u64. O(1). */
  u64(value: bigint): void {
    this.u32(lowWord(value));
    this.u32(highWord(value));
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
    for (; at + 4 <= bytes.length; at += 4) {
      this.u32(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
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
    return word(this.#a) + word(this.#b);
  }
}

function word(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
