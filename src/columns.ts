/** Apart from its neighbour by a line of the processor's cache, so that equal places of large columns do not drive one another out of it. */
const GAP_BYTES = 64;
/** Columns of so many bytes are large. */
const LARGE_BYTES = 4096;

/** Most bytes of an array that the engine makes beside other objects, without memory of its own. */
const SMALL_BYTES = 64;

/**
 * Typed arrays of one owner in one piece of memory, all zero at first. An array of more than 64 bytes takes half a microsecond to make where
 * it has memory of its own, as does one whose `buffer` is asked for, and a tenth of that here.
 */
export class Columns {
  readonly #memory: ArrayBuffer;
  #end = 0;

  /** For `count` columns of `bytes` bytes together. */
  constructor(count: number, bytes: number) {
    this.#memory = new ArrayBuffer(bytes + (8 + GAP_BYTES) * count);
  }

  /** A column of `length` u64; its {@link wordsOf words} can be had at once. O(length). */
  u64(length: number): BigUint64Array {
    return new BigUint64Array(this.#memory, this.#take(8 * length), length);
  }

  /** A column of `length` u32. O(length). */
  u32(length: number): Uint32Array {
    return 4 * length <= SMALL_BYTES ? new Uint32Array(length) : new Uint32Array(this.#memory, this.#take(4 * length), length);
  }

  /** A column of `length` i32. O(length). */
  i32(length: number): Int32Array {
    return 4 * length <= SMALL_BYTES ? new Int32Array(length) : new Int32Array(this.#memory, this.#take(4 * length), length);
  }

  /** A column of `length` bytes. O(length). */
  u8(length: number): Uint8Array {
    return length <= SMALL_BYTES ? new Uint8Array(length) : new Uint8Array(this.#memory, this.#take(length), length);
  }

  /** Where the next column begins. */
  #take(bytes: number): number {
    const from = this.#end;
    this.#end = (from + bytes + (bytes < LARGE_BYTES ? 0 : GAP_BYTES) + 7) & ~7;
    return from;
  }
}

/** The same memory as a column of u64, as pairs of u32 words. O(1). */
export function wordsOf({ buffer, byteOffset, length }: BigUint64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, 2 * length);
}

/** The same memory as a column of u64, as doubles. O(1). */
export function doublesOf({ buffer, byteOffset, length }: BigUint64Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length);
}
