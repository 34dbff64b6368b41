// Not for production: what the harness and the tests read of the inside of trackers and observers. It may change with any version.

export { frameChecksums } from './vlp/frame.ts';
export { mix32 } from './tracker/mix32.ts';
export { ABSENT, EMPTY_CELL, PidIndex, PROBE_BUDGET, TOMBSTONE_CELL, type PidIndexCells } from './tracker/pid-index.ts';
export { TRACKER_COUNTER, TRACKER_COUNTER_NAMES, type TrackerCounterName } from './tracker/counters.ts';
export { TrackerView } from './tracker/tracker-view.ts';
export { READS_PER_STALL } from './observer/internals.ts';
export { ObserverView } from './observer/observer-view.ts';
export { OUTCOMES, type Outcome } from './observer/outcome.ts';
export { READS_PER_POLL_MAX } from './observer/read-log.ts';
export { U32_MAX, U64_MAX } from './u64.ts';
