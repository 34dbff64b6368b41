/** Records of the tracker format by the upper four bits of their first byte: each kind has the codes from its own on. */
export const TRACKER_KIND = {
  beat: 0,
  record: 5,
  drain: 9,
  drainWith: 10,
  read: 11,
  get: 12,
  burst: 13,
  rare: 14,
  misuse: 15,
} as const;

/** What the lower four bits of a rare record say, each from its own on. */
export const RARE = { new: 0, decode: 4, encode: 8, threshold: 12 } as const;

/** The bit of a record's third byte that says: a threshold follows. */
export const THRESHOLD_FOLLOWS = 0x08;

/** The bit of a burst's count that says: one nanosecond passes between its beats. */
export const BURST_TICKS = 0x80;

/** Most beats of a burst. */
export const BURST_MAX = 128;

/** A format's step that is no operation: a call with a wrong argument, by its number from 0 to 15. */
export interface MisuseStep {
  readonly misuse: number;
}
