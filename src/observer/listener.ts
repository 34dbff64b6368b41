import type { BeatOrigin } from '../tracker/origin.ts';

/** One datagram as a listener hands it over. The observer keeps no reference to it after the poll that took it. */
export interface Datagram {
  /** The whole datagram, of any length. Longer than a frame it may be cut, to no less than one byte more than a frame. */
  readonly bytes: Uint8Array;
  /** How far the sender may be believed: a property of the transport. */
  readonly origin: BeatOrigin;
  /** The sender's pid as the kernel attests it, u32, or null where it cannot. */
  readonly peerPid: number | null;
  /** Inode of the sender's pid namespace, u64, or null where unknown. */
  readonly nsInode: bigint | null;
  /**
   * What tells processes with the same pid apart, u64, later ones by larger values: the start time of the attested pid, say,
   * or the boot and start time that an operator vouches for. Null or left out where unknown.
   */
  readonly generation?: bigint | null;
}

/** A source of datagrams, never blocking. What it throws passes through the poll; the next one goes on with another listener. */
export interface Listener {
  /** The next datagram, now gone from the listener; null when none is waiting. Must not poll. */
  receive(): Datagram | null;
}
