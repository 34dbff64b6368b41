import type { Knobs } from '../../../sim/world/scenarios/scenario.ts';

/** A run of about 20,000 operations at whose end a planted bug shows. */
export interface LongRun {
  readonly bug: string;
  readonly scenario: string;
  readonly knobs: Knobs;
  readonly seed: string;
  /** Operations that change nothing, spread among the others: for scenarios whose runs are short. */
  readonly padding: number;
  /** Operations of the shortest run that shows it with its judge, rule and kind of operation, as worked out by hand. */
  readonly knownMinimum: number;
}

const WIDE: Knobs = { capacity: 512 };
const LONG: Knobs = { capacity: 64, forNs: 600e9 };

function longRun(bug: string, scenario: string, knobs: Knobs, seed: string, knownMinimum: number, padding = 0): LongRun {
  return { bug, scenario, knobs, seed, padding, knownMinimum };
}

/** By the number of operations that they come down to. */
export const LONG_RUNS: readonly LongRun[] = [
  longRun('clock-not-clamped', 'clock-trouble', WIDE, '1', 3),
  longRun('stall-after-threshold', 'lossy-network', LONG, '2', 4),
  longRun('pid-one-accepted', 'lossy-network', WIDE, '2', 3),
  longRun('equal-nonce-accepted', 'swarm', LONG, '1', 5),
  longRun('namespace-known-to-unknown', 'namespace-collision', WIDE, '1', 5),
  longRun('multiplier-nine', 'crash-restart', LONG, '1', 5),
  longRun('tombstones-kept', 'flood-strict', WIDE, '1', 5),
  longRun('index-wedge', 'rolling-churn', WIDE, '2', 5),
  longRun('stall-count-not-dropped', 'rolling-churn', WIDE, '1', 5),
  longRun('second-stall-lost', 'origin-spoof', WIDE, '1', 6),
  longRun('remainder-lost', 'steady-fleet', LONG, '1', 7),
  longRun('cursor-stays-on-miss', 'rolling-churn', WIDE, '1', 9),
  longRun('rollback-forgets-index', 'hash-collision', {}, '1', 67, 19_000),
  longRun('stall-count-dropped-early', 'hash-collision', {}, '1', 68, 19_000),
];
