import type { BeatOrigin } from '../tracker/origin.ts';

/** One datagram as a listener hands it over. The observer keeps no reference to it after the poll that took it. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly origin: BeatOrigin;
  /** The sender's pid as the kernel attests it, u32, or null where it cannot. */
  readonly peerPid: number | null;
  /** Inode of the sender's pid namespace, u64, or null where unknown. */
  readonly nsInode: bigint | null;
}

/** A source of datagrams, never blocking. */
export interface Listener {
  /** The next datagram, now gone from the listener; null when none is waiting. */
  receive(): Datagram | null;
}
