import { bytesOf, type Columns } from '../columns.ts';
import { saturatingAdd } from '../u64.ts';
import { TRACKER_COUNTER_NAMES, type TrackerCounterName } from '../tracker/counters.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { TrackerView } from '../tracker/tracker-view.ts';
import { FRAME_REFUSALS } from '../vlp/frame.ts';
import type { MonotonicTime } from './monotonic-time.ts';
import { OUTCOME_CODE, OUTCOMES, type Outcome } from './outcome.ts';
import type { StateVisitor } from './state-visitor.ts';

/** One value of a metrics snapshot. */
export interface MetricSample {
  /** Prometheus name of the family. */
  readonly name: string;
  /** A counter only grows; a gauge may fall. */
  readonly type: 'counter' | 'gauge';
  /** Label and its value, where the metric has one. */
  readonly label: readonly [string, string] | null;
  /** u64; a counter stays at 2^64 − 1. */
  readonly value: bigint;
}

/** What the observer counts itself, as columns. */
export interface ObserverCounts {
  /** Datagrams by outcome code. */
  readonly outcomes: BigUint64Array;
  /** Refused datagrams by place in FRAME_REFUSALS. */
  readonly refusals: BigUint64Array;
  /** Accepted beats of the pid now in a slot. */
  readonly beats: BigUint64Array;
  /** Surfaced stalls of the pid now in a slot. */
  readonly stalls: BigUint64Array;
}

/** Bytes that the columns of {@link createObserverCounts} and of {@link TrackerTotals} take. O(1). */
export function observerCountsBytes(capacity: number): number {
  return (
    bytesOf(8, OUTCOMES.length) + bytesOf(8, FRAME_REFUSALS.length) + bytesOf(8, capacity, 2) + bytesOf(8, TRACKER_COUNTER_NAMES.length)
  );
}

/** Counts of an observer that has read nothing, in columns taken from `columns`. O(capacity). */
export function createObserverCounts(capacity: number, columns: Columns): ObserverCounts {
  return {
    outcomes: columns.u64(OUTCOMES.length),
    refusals: columns.u64(FRAME_REFUSALS.length),
    beats: columns.u64(capacity),
    stalls: columns.u64(capacity),
  };
}

/** Each counter of the tracker: how it is taken, and its Prometheus name. In the order of the snapshot. */
const TRACKER_METRICS: Readonly<Record<TrackerCounterName, readonly [name: string, take: (tracker: Tracker) => bigint]>> = {
  evictions: ['varta_tracker_evicted_total', (tracker) => tracker.takeEvictions()],
  capacityExceeded: ['varta_tracker_capacity_exceeded_total', (tracker) => tracker.takeCapacityExceeded()],
  nonceWraps: ['varta_nonce_wrap_total', (tracker) => tracker.takeNonceWraps()],
  originConflicts: ['varta_origin_conflict_total', (tracker) => tracker.takeOriginConflicts()],
  namespaceConflicts: ['varta_tracker_namespace_conflict_total', (tracker) => tracker.takeNamespaceConflicts()],
  evictionScanTruncated: ['varta_tracker_eviction_scan_truncated_total', (tracker) => tracker.takeEvictionScanTruncated()],
  invariantViolations: ['varta_tracker_invariant_violations_total', (tracker) => tracker.takeInvariantViolations()],
  probeExhausted: ['varta_tracker_pid_index_probe_exhausted_total', (tracker) => tracker.takeProbeExhausted()],
  restarts: ['varta_tracker_restarts_total', (tracker) => tracker.takeRestarts()],
  originTakeovers: ['varta_tracker_origin_takeovers_total', (tracker) => tracker.takeOriginTakeovers()],
};

const TRACKER_METRIC_LIST = Object.values(TRACKER_METRICS);

/** Values of the label of each outcome. */
const OUTCOME_LABELS = OUTCOMES.map((name) => name.replaceAll('-', '_'));

/** The tracker's counters summed up over all takes. */
export class TrackerTotals {
  /** By place in the snapshot: u64, saturating. */
  readonly #sums: BigUint64Array;

  /** All 0, in a column taken from `columns`. O(1). */
  constructor(columns: Columns) {
    this.#sums = columns.u64(TRACKER_COUNTER_NAMES.length);
  }

  /** Takes what the tracker has counted since the last call, and answers the sums under their Prometheus names. O(1). */
  collect(tracker: Tracker): MetricSample[] {
    return TRACKER_METRIC_LIST.map(([name, takeFrom], at) => {
      this.#sums[at] = saturatingAdd(this.#sums[at], takeFrom(tracker));
      return counter(name, this.#sums[at]);
    });
  }

  /** Shows all sums: for comparing whole states. O(1). */
  show({ count }: StateVisitor): void {
    for (const sum of this.#sums) count(sum);
  }

  /** The sums as they are: for checkpoints. O(1). */
  get sums(): BigUint64Array {
    return this.#sums;
  }

  /** Becomes what `other` is: for checkpoints. O(1). */
  copyFrom(other: TrackerTotals): void {
    this.#sums.set(other.sums);
  }
}

/** All samples but the tracker's own counters, in a fixed order; pids in slot order. O(capacity). */
export function observerSamples(counts: ObserverCounts, view: TrackerView, time: MonotonicTime): MetricSample[] {
  const { tracker } = view;
  const outcome = (name: Outcome): bigint => counts.outcomes[OUTCOME_CODE[name]];
  const samples: MetricSample[] = [
    gauge('varta_tracker_capacity', tracker.capacity),
    gauge('varta_tracker_eviction_scan_window_max', tracker.evictionScanWindow),
    gauge('varta_watch_pids_tracked', tracker.length),
    counter('varta_frame_namespace_mismatch_total', outcome('namespace-mismatch')),
    counter('varta_frame_rejected_pid_above_max_total', outcome('pid-above-max')),
    counter('varta_frame_auth_failures_total', outcome('auth-failure')),
  ];
  FRAME_REFUSALS.forEach((kind, at) => samples.push(counter('varta_decode_errors_total', counts.refusals[at], ['kind', kind])));
  samples.push(
    counter('varta_rate_limited_total', outcome('rate-limited-per-pid'), ['reason', 'per_pid']),
    counter('varta_rate_limited_total', outcome('rate-limited-global'), ['reason', 'global']),
    counter('varta_observer_clock_regression_total', time.regressions),
    counter('varta_observer_clock_jump_forward_total', time.forwardJumps),
    counter('varta_observer_pauses_total', time.pauses),
  );
  OUTCOME_LABELS.forEach((label, code) => samples.push(counter('varta_datagrams_total', counts.outcomes[code], ['outcome', label])));
  for (let slot = 0; slot < view.length; slot++) {
    samples.push(counter('varta_beats_total', counts.beats[slot], ['pid', String(view.pid(slot))]));
  }
  for (let slot = 0; slot < view.length; slot++) {
    samples.push(counter('varta_stalls_total', counts.stalls[slot], ['pid', String(view.pid(slot))]));
  }
  return samples;
}

function counter(name: string, value: bigint, label: readonly [string, string] | null = null): MetricSample {
  return { name, type: 'counter', label, value };
}

function gauge(name: string, value: number): MetricSample {
  return { name, type: 'gauge', label: null, value: BigInt(value) };
}
