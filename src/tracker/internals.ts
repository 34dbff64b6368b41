import { bytesOf, Columns } from '../columns.ts';
import { TRACKER_COUNTER_NAMES } from './counters.ts';
import { BEAT_ORIGINS } from './origin.ts';
import { PidIndex, pidIndexBytes } from './pid-index.ts';
import { createSlotTable, slotTableBytes, type SlotTable } from './slot-table.ts';
import type { TrackerOptions } from './tracker-options.ts';

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
  /** The options that say what a beat of a known pid may do. */
  readonly rules: LifeRules;
  /** All options, as resolved. */
  readonly options: Required<TrackerOptions>;
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

/** The options that say what a beat of a known pid may do, see {@link TrackerOptions}. */
export interface LifeRules {
  /** By code of an origin: 1 where a beat of it may start over after a stall. */
  readonly restartOrigins: Uint8Array;
  /** Whether slots pin generations. */
  readonly pinGeneration: boolean;
  /** Whether a stronger origin takes a slot over. */
  readonly originTakeover: boolean;
  /** Whether terminal nonces stand apart. */
  readonly lastWords: boolean;
}

/** The parts of a new tracker. O(capacity). */
export function createInternals(options: Required<TrackerOptions>): TrackerInternals {
  const { capacity, indexKey, restartAfterStall, pinGeneration, originTakeover, lastWords } = options;
  const restartOrigins = new Uint8Array(BEAT_ORIGINS.length);
  for (let code = 0; code < BEAT_ORIGINS.length; code++) {
    const isAttested = BEAT_ORIGINS[code] === 'kernel-attested' || BEAT_ORIGINS[code] === 'operator-attested';
    if (restartAfterStall === 'always' || (restartAfterStall === 'attested' && isAttested)) restartOrigins[code] = 1;
  }
  const counters = TRACKER_COUNTER_NAMES.length;
  const columns = new Columns(slotTableBytes(capacity) + pidIndexBytes(capacity) + bytesOf(8, counters));
  return {
    slots: createSlotTable(capacity, columns),
    index: new PidIndex(capacity, indexKey, columns),
    counters: columns.u64(counters),
    work: { stalledPassSlots: 0, anyPassSlots: 0 },
    // Literals with the same members in the same order share a hidden class, and each field's representation with it. A literal of four
    // members in Node's own modules begins with a `length` that is an object: with `length` first ours would be a tagged value, not a small
    // integer. `node --no-sparkplug --trace-generalization` tells. `length` in front would undo it.
    state: { stallCount: 0, length: 0, cursor: 0, lastEvictedPid: null },
    rules: { restartOrigins, pinGeneration, originTakeover, lastWords },
    options,
  };
}
