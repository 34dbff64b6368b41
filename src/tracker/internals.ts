import type { PidIndex } from './pid-index.ts';
import type { SlotTable } from './slot-table.ts';

/** Work of the last {@link Tracker.record}: what bounds its time. */
export interface RecordWork {
  /** Slots read by the pass over stalled slots. */
  stalledPassSlots: number;
  /** Slots read by the pass over all slots (`balanced` alone). */
  anyPassSlots: number;
}

/** The parts of a tracker, for the inspection view and for tests that damage them on purpose. */
export interface TrackerInternals {
  /** The slots as columns. */
  readonly slots: SlotTable;
  /** From pid to slot. */
  readonly index: PidIndex;
  /** By TRACKER_COUNTER: what the matching take would answer, but for `probeExhausted`, which the index counts. */
  readonly counters: BigUint64Array;
  /** Work of the last record. */
  readonly work: RecordWork;
  /** The scalars. */
  readonly state: TrackerState;
}

/** The scalars of a tracker. */
export interface TrackerState {
  /** Slots in use. */
  length: number;
  /** Slot at which the next eviction pass starts. */
  cursor: number;
  /** Slots that are marked as stalled. Lets a full table without one refuse newcomers without reading a slot. */
  stallCount: number;
  /** The pid evicted last since the last take, u32, or null. */
  lastEvictedPid: number | null;
}
