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
