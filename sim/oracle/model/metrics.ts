import { MODEL_REFUSALS, type ModelRefusal } from './codec.ts';
import type { ModelTally } from './tally.ts';
import type { ModelCounter, ModelTracker } from './tracker.ts';

/** What became of a datagram: the gate that stopped it, or what the tracker said. Each one read has exactly one. */
export const MODEL_OUTCOMES = [
  'decode-refused',
  'auth-failure',
  'pid-above-max',
  'rate-limited-per-pid',
  'rate-limited-global',
  'namespace-mismatch',
  'inserted',
  'refreshed',
  'out-of-order',
  'capacity-exceeded',
  'origin-conflict',
  'namespace-conflict',
  'restarted',
] as const;
export type ModelOutcome = (typeof MODEL_OUTCOMES)[number];

/** One metric under its full name, labels as Prometheus writes them. */
export interface ModelMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly value: bigint;
}

/** The metric of each counter's total, in the order in which they are listed. */
const TRACKER_TOTALS: Readonly<Record<ModelCounter, string>> = {
  evictions: 'varta_tracker_evicted_total',
  capacity_exceeded: 'varta_tracker_capacity_exceeded_total',
  nonce_wraps: 'varta_nonce_wrap_total',
  origin_conflicts: 'varta_origin_conflict_total',
  namespace_conflicts: 'varta_tracker_namespace_conflict_total',
  eviction_scan_truncated: 'varta_tracker_eviction_scan_truncated_total',
  invariant_violations: 'varta_tracker_invariant_violations_total',
  probe_exhausted: 'varta_tracker_pid_index_probe_exhausted_total',
  restarts: 'varta_tracker_restarts_total',
  origin_takeovers: 'varta_tracker_origin_takeovers_total',
};

const TRACKER_METRICS = Object.entries(TRACKER_TOTALS) as [ModelCounter, string][];
const OUTCOME_METRICS = MODEL_OUTCOMES.map((name) => `varta_datagrams_total{outcome="${name.replaceAll('-', '_')}"}`);
const REFUSAL_METRICS = MODEL_REFUSALS.map((kind) => `varta_decode_errors_total{kind="${kind}"}`);

/** What an observer counts. */
export interface ModelCounted {
  readonly tracker: ModelTracker;
  readonly outcomes: ModelTally<ModelOutcome>;
  readonly refusals: ModelTally<ModelRefusal>;
  /** Accepted beats, and surfaced stalls, of the pid now in each slot. */
  readonly beats: readonly number[];
  readonly stalls: readonly number[];
  readonly clockRegressions: number;
  readonly clockForwardJumps: number;
  readonly pauses: number;
}

/** All metrics of `observer`; `totals` is what its tracker has ever counted. Those of slots are added one by one: lists of lists took twice as long. */
export function modelMetrics(observer: ModelCounted, totals: ModelTally<ModelCounter>): ModelMetric[] {
  const { tracker, outcomes, refusals } = observer;
  const metrics: ModelMetric[] = [];
  const counter = (name: string, count: number): void => void metrics.push({ name, type: 'counter', value: BigInt(count) });
  const gauge = (name: string, count: number): void => void metrics.push({ name, type: 'gauge', value: BigInt(count) });
  for (const [counted, name] of TRACKER_METRICS) counter(name, totals.of(counted));
  gauge('varta_tracker_capacity', tracker.capacity);
  gauge('varta_tracker_eviction_scan_window_max', tracker.window);
  gauge('varta_watch_pids_tracked', tracker.slots.length);
  counter('varta_frame_namespace_mismatch_total', outcomes.of('namespace-mismatch'));
  counter('varta_frame_rejected_pid_above_max_total', outcomes.of('pid-above-max'));
  counter('varta_frame_auth_failures_total', outcomes.of('auth-failure'));
  REFUSAL_METRICS.forEach((name, at) => counter(name, refusals.counts[at]));
  counter('varta_rate_limited_total{reason="per_pid"}', outcomes.of('rate-limited-per-pid'));
  counter('varta_rate_limited_total{reason="global"}', outcomes.of('rate-limited-global'));
  counter('varta_observer_clock_regression_total', observer.clockRegressions);
  counter('varta_observer_clock_jump_forward_total', observer.clockForwardJumps);
  counter('varta_observer_pauses_total', observer.pauses);
  OUTCOME_METRICS.forEach((name, at) => counter(name, outcomes.counts[at]));
  tracker.slots.forEach(({ pid }, slot) => counter(`varta_beats_total{pid="${pid}"}`, observer.beats[slot]));
  tracker.slots.forEach(({ pid }, slot) => counter(`varta_stalls_total{pid="${pid}"}`, observer.stalls[slot]));
  return metrics;
}
