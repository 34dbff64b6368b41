// The numbers of the specification, written down once more: a rule that took one from src would move with the fault.

/** The largest u64. */
export const U64_MAX = 2n ** 64n - 1n;

/** The largest u32. */
export const U32_MAX = 2 ** 32 - 1;

/** The nonce of a terminal frame. */
export const TERMINAL_NONCE = 2n ** 64n - 1n;

/** The largest nonce of any other frame. */
export const REGULAR_NONCE_MAX = U64_MAX - 1n;

/** A nonce less than this far from the top may be followed by one less than this far from 0. */
export const NONCE_WRAP_THRESHOLD = 2n ** 20n;

/** Bytes of a frame. */
export const FRAME_LENGTH = 32;

/** A slot may be taken from its pid after a silence of more than so many thresholds. */
export const EVICTION_MULTIPLIER = 10n;

/** Cells of the pid index that one look-up may read. */
export const PROBE_BUDGET = 64;

/** Cells of the pid index that taking one pid out may read beside the way to it: its path, and those that its home reaches. */
export const REMOVAL_BUDGET = 128;

/** How a view tells an empty cell of the pid index, and one that a pid has left. */
export const EMPTY_CELL = -1;
export const TOMBSTONE_CELL = -2;

/** Slots of a tracker, and slots that an eviction pass reads, where nothing else is said. */
export const DEFAULT_CAPACITY = 256;
export const DEFAULT_EVICTION_SCAN_WINDOW = 256;

/** Slots of a tracker at most. */
export const MAX_CAPACITY = 4096;

/** Slots that an eviction pass reads at most. */
export const MAX_SCAN_WINDOW = 4096;

/** The shortest threshold of an observer, nanoseconds. */
export const MIN_THRESHOLD_NS = 10_000_000n;

/** A step of the clock beyond this is counted as a jump, nanoseconds. */
export const CLOCK_JUMP_NS = 5_000_000_000n;

/** Datagrams that an observer reads between two stalls, at most, while stalls wait. */
export const READS_PER_STALL = 8;
