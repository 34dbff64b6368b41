import type { BeatOrigin, Status } from '../../../../src/index.ts';
import type { DatagramOp } from '../../../data/ops/op.ts';

/** One slot in use, as it was at some step. */
export interface SlotState {
  readonly pid: number;
  readonly nonce: bigint;
  /** When the last accepted beat came, nanoseconds. */
  readonly last: bigint;
  readonly status: Status;
  readonly origin: BeatOrigin;
  readonly ns: bigint | null;
  readonly stalled: boolean;
  /** Accepted beats and surfaced stalls of the pid; null without an observer. */
  readonly beats: bigint | null;
  readonly stalls: bigint | null;
}

/** A value with its name; null is "none". */
export interface Named {
  readonly name: string;
  readonly value: bigint | null;
}

/** What the production code and the model both can tell of themselves, so that the two can be compared line for line. */
export interface LedgerState {
  readonly slots: readonly SlotState[];
  /** Length, cursor and the like. */
  readonly scalars: readonly Named[];
  /** Counts of what happened. */
  readonly counters: readonly Named[];
  /** By cell of the pid index: the live pid, or null. */
  readonly livePids: readonly (number | null)[];
}

/** The production code at some step. */
export interface State extends LedgerState {
  readonly capacity: number;
  readonly policy: string;
  readonly window: number;
  readonly indexSize: number;
  /** By cell: the slot that a live cell names, −1 for an empty cell, −2 for a tombstone. */
  readonly cellSlots: readonly number[];
  /** The observer's time, nanoseconds; null without an observer. */
  readonly nowNs: bigint | null;
  /** Datagrams that wait, by listener, oldest first. */
  readonly queues: readonly (readonly DatagramOp[])[];
}
