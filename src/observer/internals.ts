import type { DrainSchedule } from './drain-schedule.ts';
import type { ObserverCounts, TrackerTotals } from './metrics.ts';
import type { MonotonicTime } from './monotonic-time.ts';
import type { ReadLog } from './read-log.ts';
import type { StallQueue } from './stall-queue.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Datagrams that are read between two stalls, at most, while stalls wait. */
export const READS_PER_STALL = 8;

/** The parts of an observer, for the inspection view. */
export interface ObserverInternals {
  /** The time to go by. */
  readonly time: MonotonicTime;
  /** The global limit. */
  readonly bucket: TokenBucket;
  /** When stalls are drained. */
  readonly schedule: DrainSchedule;
  /** Stalls that were drained and wait for a poll. */
  readonly stalls: StallQueue;
  /** Everything counted by the observer itself. */
  readonly counts: ObserverCounts;
  /** What was taken from the tracker's counters so far. */
  readonly totals: TrackerTotals;
  /** By slot: 1 where a beat out of order made an event since the last accepted one. */
  readonly outOfOrderReported: Uint8Array;
  /** What the last poll read. */
  readonly reads: ReadLog;
  /** Where the loop stands. */
  readonly loop: LoopState;
}

/** Where the loop stands. */
export interface LoopState {
  /** The listener that is asked first. */
  nextListener: number;
  /** Datagrams read since the last stall came out or the last drain, counted up to {@link READS_PER_STALL}. */
  readsSinceStall: number;
}
