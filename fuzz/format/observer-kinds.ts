/** Records of the observer format by the upper four bits of their first byte: each kind has the codes from its own on. */
export const OBSERVER_KIND = {
  beat: 0,
  frame: 4,
  damaged: 7,
  raw: 8,
  poll: 9,
  polls: 11,
  metrics: 12,
  burst: 13,
  flood: 14,
  listener: 15,
} as const;

/** Bits of a frame record's flags, above the three of the namespace. */
export const FRAME_FLAG = {
  /** Two bits from here: the peer, see {@link PEER}. */
  peerShift: 3,
  /** No poll follows the datagram. */
  noPoll: 0x20,
  listenerFollows: 0x40,
  /** Timestamp and payload follow. */
  contentFollows: 0x80,
} as const;

/** Whom the kernel names as the sender. */
export const PEER = { none: 0, sender: 1, other: 2, follows: 3 } as const;

/** The bit of a damage's place that says: the checksum is made right again. */
export const CHECKSUM_IS_RIGHT = 0x80;

/** The other pid, for a peer that is not the sender: never the same. O(1). */
export function otherPid(pid: number): number {
  return (pid ^ 1) >>> 0;
}
