import type { BeatOrigin } from '../tracker/origin.ts';
import type { FrameRefusal } from '../vlp/frame.ts';
import type { Status } from '../vlp/status.ts';

/** A beat was accepted. */
export interface BeatEvent {
  /** Tells the events apart. */
  readonly kind: 'beat';
  /** The sender's pid, u32, 2 at least. */
  readonly pid: number;
  /** What the sender says of itself; never `stall`. */
  readonly status: Status;
  /** The beat's nonce, u64; {@link TERMINAL_NONCE} for a terminal frame. */
  readonly nonce: bigint;
  /** The sender's own clock, nanoseconds. */
  readonly timestamp: bigint;
  /** Opaque to the observer, u32. */
  readonly payload: number;
  /** The transport on which the beat came. */
  readonly origin: BeatOrigin;
  /** Inode of the sender's pid namespace as this datagram gave it, u64, or null where unknown. */
  readonly nsInode: bigint | null;
  /** Whether it is the first beat of a new life: another process with the same pid, or a stronger origin. */
  readonly restarted: boolean;
}

/** A pid has been silent for the threshold and has not beaten since; once per silence. */
export interface StallEvent {
  /** Tells the events apart. */
  readonly kind: 'stall';
  /** The silent pid, u32, 2 at least. */
  readonly pid: number;
  /** The nonce of its last accepted beat, u64; of its last regular one where `lastWords` is on. */
  readonly lastNonce: bigint;
  /** When the last accepted beat came, nanoseconds of the observer's own time. */
  readonly lastBeatNs: bigint;
  /** Its pinned origin: that of its first beat, or of the last takeover. */
  readonly origin: BeatOrigin;
  /** Inode of its pinned pid namespace, u64, or null while unknown. */
  readonly nsInode: bigint | null;
}

/** A datagram was no frame. */
export interface DecodeEvent {
  /** Tells the events apart. */
  readonly kind: 'decode';
  /** The first check that failed. */
  readonly refusal: FrameRefusal;
  /** The listener that it was read from: its place among those the observer was made with, from 0 on. */
  readonly listener: number;
}

/** A frame claimed another pid than the one the kernel attests. */
export interface AuthFailureEvent {
  /** Tells the events apart. */
  readonly kind: 'auth-failure';
  /** The pid that the frame claims, u32, 2 at least. */
  readonly pid: number;
  /** The pid that the kernel attests, u32. */
  readonly peerPid: number;
}

/** A beat came over another kind of transport than the pid is pinned to, and took nothing over. */
export interface OriginConflictEvent {
  /** Tells the events apart. */
  readonly kind: 'origin-conflict';
  /** The pid that the frame claims, u32, 2 at least. */
  readonly pid: number;
  /** The transport on which the refused beat came. */
  readonly origin: BeatOrigin;
  /** The pid's pinned origin: that of its first beat, or of the last takeover. */
  readonly slotOrigin: BeatOrigin;
}

/** A beat came from another pid namespace than it may. */
export interface NamespaceConflictEvent {
  /** Tells the events apart. */
  readonly kind: 'namespace-conflict';
  /** The pid that the frame claims, u32, 2 at least. */
  readonly pid: number;
  /** Inode of the refused beat's pid namespace, u64, or null where unknown. */
  readonly nsInode: bigint | null;
  /** The namespace it was measured against: the pid's pinned one, or the observer's own. */
  readonly expectedNsInode: bigint | null;
  /** Who refused: the observer, that takes agents of its own namespace alone, or the pid's slot. */
  readonly refusedBy: 'observer' | 'slot';
}

/**
 * A beat did not advance: its nonce or its generation lies before the pid's last. Only the first between two accepted beats of
 * the pid makes an event; all are counted.
 */
export interface OutOfOrderEvent {
  /** Tells the events apart. */
  readonly kind: 'out-of-order';
  /** The pid that the frame claims, u32, 2 at least. */
  readonly pid: number;
  /** The refused nonce, u64. */
  readonly nonce: bigint;
  /** The nonce that it was measured against, u64. */
  readonly lastNonce: bigint;
  /** The transport on which the refused beat came. */
  readonly origin: BeatOrigin;
  /** Inode of the refused beat's pid namespace, u64, or null where unknown. */
  readonly nsInode: bigint | null;
}

/** What one poll of the observer surfaced. */
export type ObserverEvent =
  | BeatEvent
  | StallEvent
  | DecodeEvent
  | AuthFailureEvent
  | OriginConflictEvent
  | NamespaceConflictEvent
  | OutOfOrderEvent;
