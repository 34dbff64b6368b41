import type { PidIndex } from './pid-index.ts';
import type { SlotTable } from './slot-table.ts';

/** Places of the counters in {@link TrackerInternals.counters}. */
export const TRACKER_COUNTER = {
  evictions: 0,
  nonceWraps: 1,
  capacityExceeded: 2,
  originConflicts: 3,
  namespaceConflicts: 4,
  evictionScanTruncated: 5,
  invariantViolations: 6,
} as const;

/** Work of the last {@link Tracker.record}: what bounds its time. */
export interface RecordWork {
  /** Slots read by the pass over stalled slots. */
  stalledPassSlots: number;
  /** Slots read by the pass over all slots (`balanced` alone). */
  anyPassSlots: number;
}

/** The parts of a tracker, for the inspection view and for tests that damage them on purpose. */
export interface TrackerInternals {
  readonly slots: SlotTable;
  readonly index: PidIndex;
  readonly counters: BigUint64Array;
  readonly work: RecordWork;
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
  lastEvictedPid: number | null;
}
