/** Between large columns: a line of the processor's cache, so that equal places of two do not drive one another out of it. */
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
  #memory: ArrayBuffer;
  #end = 0;

  /** With `bytes` bytes at first: a column for which none are left begins another piece. O(bytes). */
  constructor(bytes: number) {
    this.#memory = new ArrayBuffer(bytes);
  }

  /** A column of `length` u64, always of the common memory, so that {@link wordsOf} and {@link doublesOf} move nothing. O(length). */
  u64(length: number): BigUint64Array {
    const from = this.#take(8 * length);
    return new BigUint64Array(this.#memory, from, length);
  }

  /** A column of `length` u32. O(length). */
  u32(length: number): Uint32Array {
    if (4 * length <= SMALL_BYTES) return new Uint32Array(length);
    const from = this.#take(4 * length);
    return new Uint32Array(this.#memory, from, length);
  }

  /** A column of `length` i32. O(length). */
  i32(length: number): Int32Array {
    if (4 * length <= SMALL_BYTES) return new Int32Array(length);
    const from = this.#take(4 * length);
    return new Int32Array(this.#memory, from, length);
  }

  /** A column of `length` i16. O(length). */
  i16(length: number): Int16Array {
    if (2 * length <= SMALL_BYTES) return new Int16Array(length);
    const from = this.#take(2 * length);
    return new Int16Array(this.#memory, from, length);
  }

  /** A column of `length` bytes. O(length). */
  u8(length: number): Uint8Array {
    if (length <= SMALL_BYTES) return new Uint8Array(length);
    const from = this.#take(length);
    return new Uint8Array(this.#memory, from, length);
  }

  /** Where the next column begins, in memory that is large enough for it. */
  #take(bytes: number): number {
    const taken = bytesOf(1, bytes);
    if (this.#end + taken > this.#memory.byteLength) {
      this.#memory = new ArrayBuffer(taken);
      this.#end = 0;
    }
    this.#end += taken;
    return this.#end - taken;
  }
}

/** Bytes that `columns` columns of `entries` entries take, `width` bytes an entry, with what stands between them. O(1). */
export function bytesOf(width: number, entries: number, columns = 1): number {
  const bytes = width * entries;
  return columns * ((bytes + (bytes < LARGE_BYTES ? 0 : GAP_BYTES) + 7) & ~7);
}

/** The same memory as a column of u64, as pairs of u32 words. O(1). */
export function wordsOf({ buffer, byteOffset, length }: BigUint64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, 2 * length);
}

/** The same memory as a column of u64, as doubles. O(1). */
export function doublesOf({ buffer, byteOffset, length }: BigUint64Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length);
}

/** The same memory as bytes. O(1). */
export function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Whether a column lies in its owner's memory, and not beside other objects. O(1). */
export function liesInMemory({ byteLength }: ArrayBufferView): boolean {
  return byteLength > SMALL_BYTES;
}
