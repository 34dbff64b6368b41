import { EVICTION_POLICIES, U64_MAX, type EvictionPolicy } from '../../src/index.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { coded, plainInteger, plainU64 } from './coded.ts';

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
  write: (writer: ByteWriter, capacity: number): void => {
    const place = (LARGE as readonly number[]).indexOf(capacity);
    writer.u8(place < 0 ? LARGE_CODES : place);
    if (place < 0) SIZE.write(writer, capacity);
  },
};

/** Slots of a table: any integer from 0 on. A large table is slow and seldom tells more, so that chance says it seldom. */
export const CAPACITY = coded<number>(SMALL, CAPACITY_REST);

/** As {@link CAPACITY}, or left out. */
export const CAPACITY_OR_NONE = coded<number | undefined>([...SMALL, undefined], {
  read: CAPACITY_REST.read,
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

/** Writes what {@link readPolicyAndWindow} reads. O(1). */
export function writePolicyAndWindow(writer: ByteWriter, policy: EvictionPolicy, window: number): void {
  const place = (WINDOWS as readonly number[]).indexOf(window);
  writer.u8(((place < 0 ? WINDOW_FOLLOWS : place) << 1) | EVICTION_POLICIES.indexOf(policy));
  if (place < 0) SIZE.write(writer, window);
}

/** Where time starts, nanoseconds. */
export const START = coded<bigint>(
  [0n, 1n, 1000n, 1_000_000_000n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, U64_MAX - 1000n, U64_MAX - 1n, U64_MAX],
  plainU64(),
);

/** A namespace inode. */
export const NS_INODES: readonly bigint[] = [0n, 4_026_531_836n, 4_026_531_837n, U64_MAX];
