import type { BeatOrigin } from '../tracker/origin.ts';
import type { FrameRefusal } from '../vlp/frame.ts';
import type { Status } from '../vlp/status.ts';

/** A beat was accepted. */
export interface BeatEvent {
  readonly kind: 'beat';
  readonly pid: number;
  readonly status: Status;
  readonly nonce: bigint;
  /** The sender's own clock, nanoseconds. */
  readonly timestamp: bigint;
  readonly payload: number;
  readonly origin: BeatOrigin;
  readonly nsInode: bigint | null;
}

/** A pid has been silent for the threshold; once per silence. */
export interface StallEvent {
  readonly kind: 'stall';
  readonly pid: number;
  readonly lastNonce: bigint;
  /** When the last accepted beat came, nanoseconds of the observer's clock. */
  readonly lastBeatNs: bigint;
  readonly origin: BeatOrigin;
  readonly nsInode: bigint | null;
}

/** A datagram was no frame. */
export interface DecodeEvent {
  readonly kind: 'decode';
  readonly refusal: FrameRefusal;
  readonly listener: number;
}

/** A frame claimed another pid than the one the kernel attests. */
export interface AuthFailureEvent {
  readonly kind: 'auth-failure';
  readonly pid: number;
  readonly peerPid: number;
}

/** A beat came over another kind of transport than the pid's first. */
export interface OriginConflictEvent {
  readonly kind: 'origin-conflict';
  readonly pid: number;
  readonly origin: BeatOrigin;
  readonly slotOrigin: BeatOrigin;
}

/** A beat came from another pid namespace than it may. */
export interface NamespaceConflictEvent {
  readonly kind: 'namespace-conflict';
  readonly pid: number;
  readonly nsInode: bigint | null;
  /** The namespace it was measured against: the pid's pinned one, or the observer's own. */
  readonly expectedNsInode: bigint | null;
  /** Who refused: the observer, that takes agents of its own namespace alone, or the pid's slot. */
  readonly refusedBy: 'observer' | 'slot';
}

/** What one poll of the observer surfaced. */
export type ObserverEvent = BeatEvent | StallEvent | DecodeEvent | AuthFailureEvent | OriginConflictEvent | NamespaceConflictEvent;
