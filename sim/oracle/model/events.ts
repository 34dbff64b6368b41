import type { ModelOrigin, ModelRefusal, ModelStatus } from './codec.ts';

/** What one poll may surface. */
export type ModelEvent =
  | ModelBeatEvent
  | ModelStallEvent
  | ModelDecodeEvent
  | ModelAuthFailureEvent
  | ModelOriginConflictEvent
  | ModelNamespaceConflictEvent
  | ModelOutOfOrderEvent;

/** A beat was accepted. */
export interface ModelBeatEvent {
  readonly kind: 'beat';
  readonly pid: number;
  readonly status: ModelStatus;
  readonly nonce: bigint;
  readonly timestamp: bigint;
  readonly payload: number;
  readonly origin: ModelOrigin;
  /** Namespace inode of the datagram. */
  readonly nsInode: bigint | null;
  /** Whether the pid has begun a new life with it. */
  readonly restarted: boolean;
}

/** A pid has been silent for the threshold or longer. */
export interface ModelStallEvent {
  readonly kind: 'stall';
  readonly pid: number;
  readonly lastNonce: bigint;
  readonly lastBeatNs: bigint;
  readonly origin: ModelOrigin;
  readonly nsInode: bigint | null;
}

/** A datagram was not a frame. */
export interface ModelDecodeEvent {
  readonly kind: 'decode';
  readonly refusal: ModelRefusal;
  readonly listener: number;
}

/** A frame named another pid than the kernel did. */
export interface ModelAuthFailureEvent {
  readonly kind: 'auth-failure';
  /** The pid in the frame. */
  readonly pid: number;
  /** The pid that the kernel vouches for. */
  readonly peerPid: number;
}

/** A beat came by another origin than the first one of its pid. */
export interface ModelOriginConflictEvent {
  readonly kind: 'origin-conflict';
  readonly pid: number;
  readonly origin: ModelOrigin;
  readonly slotOrigin: ModelOrigin;
}

/** A beat came from another namespace than the observer's own, or than the one its slot is pinned to. */
export interface ModelNamespaceConflictEvent {
  readonly kind: 'namespace-conflict';
  readonly pid: number;
  readonly nsInode: bigint | null;
  readonly expectedNsInode: bigint | null;
  readonly refusedBy: 'observer' | 'slot';
}

/** A beat came whose nonce does not advance: the first since the last accepted one of its pid. */
export interface ModelOutOfOrderEvent {
  readonly kind: 'out-of-order';
  readonly pid: number;
  readonly nonce: bigint;
  /** Nonce of the last accepted beat. */
  readonly lastNonce: bigint;
  readonly origin: ModelOrigin;
  readonly nsInode: bigint | null;
}
