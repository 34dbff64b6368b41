import type { ModelOrigin, ModelStatus } from './model-types.ts';

/** What is kept of one tracked pid. */
export interface ModelSlot {
  readonly pid: number;
  /** Nonce of the last accepted beat, u64. */
  nonce: bigint;
  /** Time of the last accepted beat, ns on the observer's clock, u64. */
  last: bigint;
  status: ModelStatus;
  /** Origin of the first beat. */
  readonly origin: ModelOrigin;
  /** Inode of the pid namespace, from the first accepted beat that knew it; null until then. */
  ns: bigint | null;
  /** The present silence was already reported. */
  stalled: boolean;
}

/** A stall as `drain` reports it. */
export interface ModelStall {
  readonly pid: number;
  readonly nonce: bigint;
  readonly last: bigint;
  readonly origin: ModelOrigin;
  readonly ns: bigint | null;
}
