import { bytesOf, type Columns } from '../columns.ts';

/** Most datagrams that one poll reads. */
export const READS_PER_POLL_MAX = 64;

/** Bytes that the columns of a {@link ReadLog} take. */
export const READ_LOG_BYTES = bytesOf(4, READS_PER_POLL_MAX) + bytesOf(1, READS_PER_POLL_MAX);

/** What one poll read, datagram by datagram, as columns. */
export class ReadLog {
  /** The listener that each was read from. */
  readonly listeners: Uint32Array;
  /** What became of each: the code of its outcome. */
  readonly outcomes: Uint8Array;
  /** Datagrams read, 0 to {@link READS_PER_POLL_MAX}: so many entries of the columns count. */
  length = 0;

  /** Nothing read yet. Its columns are taken from `columns`, which has {@link READ_LOG_BYTES} bytes for them. O(1). */
  constructor(columns: Columns) {
    this.listeners = columns.u32(READS_PER_POLL_MAX);
    this.outcomes = columns.u8(READS_PER_POLL_MAX);
  }

  /** Adds a datagram; there is room for {@link READS_PER_POLL_MAX}. O(1). */
  add(listener: number, outcome: number): void {
    this.listeners[this.length] = listener;
    this.outcomes[this.length] = outcome;
    this.length++;
  }

  /** The outcome code of the last datagram that was read from `listener`; −1 for none. O(length). */
  lastOutcome(listener: number): number {
    for (let at = this.length - 1; at >= 0; at--) if (this.listeners[at] === listener) return this.outcomes[at];
    return -1;
  }

  /** Becomes what `other` is: for checkpoints. O(1). */
  copyFrom(other: ReadLog): void {
    this.listeners.set(other.listeners);
    this.outcomes.set(other.outcomes);
    this.length = other.length;
  }
}
