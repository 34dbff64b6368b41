import { U64_MAX } from '../../src/index.ts';
import { coded, plainU64 } from './coded.ts';

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
