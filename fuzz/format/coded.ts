import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** The code after which the value itself follows. */
const EXPLICIT = 255;

/**
 * A value in one byte where it is one of a list, which holds the bounds that count; else in one byte and the value itself.
 * A code beyond the list counts round it, so that every byte is a code.
 */
export interface Coded<T> {
  readonly read: (reader: ByteReader) => T;
  /** `value` must be one that `read` can answer. O(list). */
  readonly write: (writer: ByteWriter, value: T) => void;
}

/** How a value that is in no list is written and read. */
interface Plain<T> {
  readonly read: (reader: ByteReader) => T;
  readonly write: (writer: ByteWriter, value: T) => void;
}

/** One byte for a value of `list`, which has at most 255 entries; any other follows its code as `plain` has it. */
export function coded<T>(list: readonly T[], plain: Plain<T>): Coded<T> {
  return {
    read: (reader) => {
      const code = reader.u8();
      return code === EXPLICIT ? plain.read(reader) : list[code % list.length];
    },
    write: (writer, value) => {
      const code = list.indexOf(value);
      writer.u8(code < 0 ? EXPLICIT : code);
      if (code < 0) plain.write(writer, value);
    },
  };
}

/** An integer from `min` to `max`, both safe, in eight bytes; what lies outside is counted round the range. */
export function plainInteger(min: number, max: number): Plain<number> {
  const span = BigInt(max) - BigInt(min) + 1n;
  return {
    read: (reader) => Number((reader.u64() % span) + BigInt(min)),
    write: (writer, value) => writer.u64(BigInt(value) - BigInt(min)),
  };
}

/** A u64 of at least `min`, in eight bytes; what lies below is counted round the range. */
export function plainU64(min: bigint = 0n): Plain<bigint> {
  const span = (1n << 64n) - min;
  return {
    read: (reader) => (reader.u64() % span) + min,
    write: (writer, value) => writer.u64(value - min),
  };
}
