/**
 * Reads bytes from the front. There are always more: past the end all are 0, so that any bytes can be read to the end, and an
 * input that is cut off means the same as one with zeros added. Numbers are little endian. Every method is O(1).
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes taken so far, at most as many as there are. */
  get at(): number {
    return Math.min(this.#at, this.#bytes.length);
  }

  /** Whether every byte that is there has been taken. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    this.#at += length;
  }

  u8(): number {
    const at = this.#at++;
    return at < this.#bytes.length ? this.#bytes[at] : 0;
  }

  u16(): number {
    const low = this.u8();
    return low | (this.u8() << 8);
  }

  u32(): number {
    const low = this.u16();
    return (low | (this.u16() << 16)) >>> 0;
  }

  u64(): bigint {
    const low = BigInt(this.u32());
    return low | (BigInt(this.u32()) << 32n);
  }

  /** The next `length` bytes as a copy of that length. O(length). */
  bytes(length: number): Uint8Array {
    const taken = new Uint8Array(length);
    taken.set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return taken;
  }

  /** All bytes that are left, as a copy. O(bytes). */
  rest(): Uint8Array {
    return this.bytes(Math.max(0, this.#bytes.length - this.#at));
  }
}

/** Writes what a ByteReader reads: numbers little endian, each cut to its width. Every method is O(1) on average. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** Bytes written so far. */
  get length(): number {
    return this.#bytes.length;
  }

  u8(value: number): void {
    this.#bytes.push(value & 0xff);
  }

  u16(value: number): void {
    this.u8(value);
    this.u8(value >>> 8);
  }

  u32(value: number): void {
    this.u16(value);
    this.u16(value >>> 16);
  }

  u64(value: bigint): void {
    this.u32(Number(BigInt.asUintN(32, value)));
    this.u32(Number(BigInt.asUintN(32, value >> 32n)));
  }

  /** Bytes as they are. O(bytes). */
  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  /** Everything written so far, as a copy. O(bytes). */
  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
