import { MODEL_REFUSALS, type ModelRefusal, type ModelUpdate } from './codec.ts';
import type { ModelCounter, ModelCounts, ModelTracker } from './tracker.ts';

/** What became of a datagram: the gate that stopped it, or what the tracker said. Each one read has exactly one. */
export type ModelOutcome =
  | 'decode-refused'
  | 'auth-failure'
  | 'pid-above-max'
  | 'rate-limited-per-pid'
  | 'rate-limited-global'
  | 'namespace-mismatch'
  | ModelUpdate;

/** No datagram read. */
export function zeroOutcomes(): Record<ModelOutcome, number> {
  return {
    'decode-refused': 0,
    'auth-failure': 0,
    'pid-above-max': 0,
    'rate-limited-per-pid': 0,
    'rate-limited-global': 0,
    'namespace-mismatch': 0,
    inserted: 0,
    refreshed: 0,
    'out-of-order': 0,
    'capacity-exceeded': 0,
    'origin-conflict': 0,
    'namespace-conflict': 0,
    restarted: 0,
  };
}

/** No frame refused, in decode order. */
export function zeroRefusals(): Record<ModelRefusal, number> {
  return Object.fromEntries(MODEL_REFUSALS.map((refusal) => [refusal, 0])) as Record<ModelRefusal, number>;
}

/** One metric under its full name, labels as Prometheus writes them. */
export interface ModelMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly value: bigint;
}

/** The totals of what the tracker counts, in the order in which they are listed. */
const TRACKER_TOTALS: readonly (readonly [name: string, counter: ModelCounter])[] = [
  ['varta_tracker_evicted_total', 'evictions'],
  ['varta_tracker_capacity_exceeded_total', 'capacity_exceeded'],
  ['varta_nonce_wrap_total', 'nonce_wraps'],
  ['varta_origin_conflict_total', 'origin_conflicts'],
  ['varta_tracker_namespace_conflict_total', 'namespace_conflicts'],
  ['varta_tracker_eviction_scan_truncated_total', 'eviction_scan_truncated'],
  ['varta_tracker_invariant_violations_total', 'invariant_violations'],
  ['varta_tracker_pid_index_probe_exhausted_total', 'probe_exhausted'],
  ['varta_tracker_restarts_total', 'restarts'],
  ['varta_tracker_origin_takeovers_total', 'origin_takeovers'],
];

/** What may fall as well as rise; all others are counters. */
const GAUGES = ['varta_tracker_capacity', 'varta_tracker_eviction_scan_window_max', 'varta_watch_pids_tracked'];

/** What an observer counts. */
export interface ModelCounted {
  readonly tracker: ModelTracker;
  readonly outcomes: Readonly<Record<ModelOutcome, number>>;
  readonly refusals: Readonly<Record<ModelRefusal, number>>;
  /** Accepted beats, and surfaced stalls, of the pid now in each slot. */
  readonly beats: readonly number[];
  readonly stalls: readonly number[];
  readonly clockRegressions: number;
  readonly clockForwardJumps: number;
  readonly pauses: number;
}

/** All metrics of `observer`; `totals` is what its tracker has ever counted. */
export function modelMetrics(observer: ModelCounted, totals: Readonly<ModelCounts>): ModelMetric[] {
  const { tracker, outcomes, refusals } = observer;
  const rows: (readonly [name: string, value: number])[] = [
    ...TRACKER_TOTALS.map(([name, counter]) => [name, totals[counter]] as const),
    ['varta_tracker_capacity', tracker.capacity],
    ['varta_tracker_eviction_scan_window_max', tracker.window],
    ['varta_watch_pids_tracked', tracker.slots.length],
    ['varta_frame_namespace_mismatch_total', outcomes['namespace-mismatch']],
    ['varta_frame_rejected_pid_above_max_total', outcomes['pid-above-max']],
    ['varta_frame_auth_failures_total', outcomes['auth-failure']],
    ...MODEL_REFUSALS.map((kind) => [`varta_decode_errors_total{kind="${kind}"}`, refusals[kind]] as const),
    ['varta_rate_limited_total{reason="per_pid"}', outcomes['rate-limited-per-pid']],
    ['varta_rate_limited_total{reason="global"}', outcomes['rate-limited-global']],
    ['varta_observer_clock_regression_total', observer.clockRegressions],
    ['varta_observer_clock_jump_forward_total', observer.clockForwardJumps],
    ['varta_observer_pauses_total', observer.pauses],
    ...Object.entries(outcomes).map(([name, count]) => [`varta_datagrams_total{outcome="${name.replaceAll('-', '_')}"}`, count] as const),
    ...tracker.slots.map(({ pid }, slot) => [`varta_beats_total{pid="${pid}"}`, observer.beats[slot]] as const),
    ...tracker.slots.map(({ pid }, slot) => [`varta_stalls_total{pid="${pid}"}`, observer.stalls[slot]] as const),
  ];
  return rows.map(([name, value]) => ({ name, type: GAUGES.includes(name) ? 'gauge' : 'counter', value: BigInt(value) }));
}
