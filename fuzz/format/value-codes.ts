import { EVICTION_POLICIES, type EvictionPolicy } from '../../src/index.ts';
import { U64_MAX } from '../../src/internal.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** The code after which the value itself follows. */
const EXPLICIT = 255;

/** How a value is read and written. */
export interface Coded<T> {
  readonly read: (reader: ByteReader) => T;
  /** Passes over one. */
  readonly skip: (reader: ByteReader) => void;
  /** `value` must be one that `read` can answer. O(list). */
  readonly write: (writer: ByteWriter, value: T) => void;
}

/**
 * One byte for a value of `list`, which has at most 255 entries and holds the bounds that count; any other follows its code as
 * `plain` has it. A code beyond the list counts round it, so that every byte is a code.
 */
export function coded<T>(list: readonly T[], plain: Coded<T>): Coded<T> {
  return {
    read: (reader) => {
      const code = reader.u8();
      return code === EXPLICIT ? plain.read(reader) : list[code % list.length];
    },
    skip: (reader) => {
      if (reader.u8() === EXPLICIT) plain.skip(reader);
    },
    write: (writer, value) => {
      const code = list.indexOf(value);
      writer.u8(code < 0 ? EXPLICIT : code);
      if (code < 0) plain.write(writer, value);
    },
  };
}

/** An integer from `min` to `max`, both safe, in eight bytes; what lies outside is counted round the range. */
export function plainInteger(min: number, max: number): Coded<number> {
  const span = BigInt(max) - BigInt(min) + 1n;
  return {
    read: (reader) => Number((reader.u64() % span) + BigInt(min)),
    skip: skipU64,
    write: (writer, value) => writer.u64(BigInt(value) - BigInt(min)),
  };
}

/** A u64 of at least `min`, in eight bytes; what lies below is counted round the range. */
export function plainU64(min: bigint = 0n): Coded<bigint> {
  const span = (1n << 64n) - min;
  return {
    read: (reader) => (reader.u64() % span) + min,
    skip: skipU64,
    write: (writer, value) => writer.u64(value - min),
  };
}

/** Passes over eight bytes. */
export function skipU64(reader: ByteReader): void {
  reader.skip(8);
}

const SIZE = plainInteger(0, Number.MAX_SAFE_INTEGER);

const SMALL = [2, 0, 1, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 63, 64, 65, 66, 80, 96] as const;
const LARGE = [128, 255, 256, 257, 512, 1024, 2048, 4095, 4096, 4097, 65_536, 1_000_000, 4_294_967_296] as const;

const LARGE_CODES = 128;

/** What follows the code of a capacity that is not small: the code of a large one, or eight bytes. */
const CAPACITY_REST = {
  read: (reader: ByteReader): number => {
    const code = reader.u8();
    return code < LARGE_CODES ? LARGE[code % LARGE.length] : SIZE.read(reader);
  },
  skip: (reader: ByteReader): void => {
    if (reader.u8() >= LARGE_CODES) SIZE.skip(reader);
  },
  write: (writer: ByteWriter, capacity: number): void => {
    const index = (LARGE as readonly number[]).indexOf(capacity);
    writer.u8(index < 0 ? LARGE_CODES : index);
    if (index < 0) SIZE.write(writer, capacity);
  },
};

/** Slots of a table: any integer from 0 on. A large table is slow and seldom finds more, so that random bytes seldom mean one. */
export const CAPACITY = coded<number>(SMALL, CAPACITY_REST);

/** As {@link CAPACITY}, or left out. */
export const CAPACITY_OR_NONE = coded<number | undefined>([...SMALL, undefined], {
  ...CAPACITY_REST,
  write: (writer, value = 0) => CAPACITY_REST.write(writer, value),
});

const WINDOWS = [256, 0, 1, 2, 3, 5, 8, 16, 33, 64, 255, 257, 4095, 4096, 4097, 9999] as const;
const WINDOW_FOLLOWS = 127;

/** Reads policy and scan window from one byte, or one and the window itself. O(1). */
export function readPolicyAndWindow(reader: ByteReader): { readonly policy: EvictionPolicy; readonly window: number } {
  const code = reader.u8();
  const window = code >> 1;
  return {
    policy: EVICTION_POLICIES[code & 1],
    window: window === WINDOW_FOLLOWS ? SIZE.read(reader) : WINDOWS[window % WINDOWS.length],
  };
}

/** Passes over what {@link readPolicyAndWindow} reads. O(1). */
export function skipPolicyAndWindow(reader: ByteReader): void {
  if (reader.u8() >> 1 === WINDOW_FOLLOWS) SIZE.skip(reader);
}

/** Writes what {@link readPolicyAndWindow} reads. O(1). */
export function writePolicyAndWindow(writer: ByteWriter, policy: EvictionPolicy, window: number): void {
  const index = (WINDOWS as readonly number[]).indexOf(window);
  writer.u8(((index < 0 ? WINDOW_FOLLOWS : index) << 1) | EVICTION_POLICIES.indexOf(policy));
  if (index < 0) SIZE.write(writer, window);
}

/** Where time starts, nanoseconds. */
export const START = coded<bigint>(
  [0n, 1n, 1000n, 1_000_000_000n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, U64_MAX - 1000n, U64_MAX - 1n, U64_MAX],
  plainU64(),
);

/** A namespace inode. */
export const NS_INODES: readonly bigint[] = [0n, 4_026_531_836n, 4_026_531_837n, U64_MAX];

const TENTH = U64_MAX / 10n;

/** A bare tracker's threshold, nanoseconds: any u64. The list has the ends, and where ten thresholds no longer fit a u64. */
export const THRESHOLD = coded<bigint>(
  [
    100n,
    0n,
    1n,
    2n,
    10n,
    1000n,
    10_000_000n,
    100_000_000n,
    1_000_000_000n,
    5_000_000_000n,
    2n ** 32n,
    2n ** 53n,
    2n ** 63n,
    TENTH - 1n,
    TENTH,
    TENTH + 1n,
    U64_MAX - 1n,
    U64_MAX,
  ],
  plainU64(),
);

const NAMED_FROM = 3;
const U64_FOLLOWS = 7;

/** A namespace of a code from 0 to 7: 0–2 unknown, 3–6 one of the list, 7 the inode itself. O(1). */
export function readNs(reader: ByteReader, code: number): bigint | null {
  if (code === U64_FOLLOWS) return reader.u64();
  return code < NAMED_FROM ? null : NS_INODES[code - NAMED_FROM];
}

/** Passes over what follows the code of a namespace. O(1). */
export function skipNsRest(reader: ByteReader, code: number): void {
  if (code === U64_FOLLOWS) reader.skip(8);
}

/** The code of a namespace. O(1). */
export function nsCode(ns: bigint | null): number {
  if (ns === null) return 0;
  const index = NS_INODES.indexOf(ns);
  return index < 0 ? U64_FOLLOWS : NAMED_FROM + index;
}

/** Writes what follows the code of a namespace. O(1). */
export function writeNsRest(writer: ByteWriter, code: number, ns: bigint | null): void {
  if (code === U64_FOLLOWS) writer.u64(ns ?? 0n);
}
