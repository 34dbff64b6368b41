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

const TEN_MINUTES_NS = 600e9;

/** By the number of operations that they come down to. */
export const LONG_RUNS: readonly LongRun[] = [
  { bug: 'clock-not-clamped', scenario: 'clock-trouble', knobs: { capacity: 512 }, seed: '1', padding: 0, knownMinimum: 3 },
  {
    bug: 'stall-after-threshold',
    scenario: 'lossy-network',
    knobs: { capacity: 64, forNs: TEN_MINUTES_NS },
    seed: '2',
    padding: 0,
    knownMinimum: 4,
  },
  { bug: 'pid-one-accepted', scenario: 'lossy-network', knobs: { capacity: 512 }, seed: '2', padding: 0, knownMinimum: 3 },
  {
    bug: 'equal-nonce-accepted',
    scenario: 'swarm',
    knobs: { capacity: 64, forNs: TEN_MINUTES_NS },
    seed: '1',
    padding: 0,
    knownMinimum: 5,
  },
  {
    bug: 'namespace-known-to-unknown',
    scenario: 'namespace-collision',
    knobs: { capacity: 512 },
    seed: '1',
    padding: 0,
    knownMinimum: 5,
  },
  {
    bug: 'multiplier-nine',
    scenario: 'crash-restart',
    knobs: { capacity: 64, forNs: TEN_MINUTES_NS },
    seed: '1',
    padding: 0,
    knownMinimum: 5,
  },
  { bug: 'tombstones-kept', scenario: 'flood-strict', knobs: { capacity: 512 }, seed: '1', padding: 0, knownMinimum: 5 },
  { bug: 'index-wedge', scenario: 'rolling-churn', knobs: { capacity: 512 }, seed: '2', padding: 0, knownMinimum: 5 },
  { bug: 'stall-count-not-dropped', scenario: 'rolling-churn', knobs: { capacity: 512 }, seed: '1', padding: 0, knownMinimum: 6 },
  { bug: 'second-stall-lost', scenario: 'origin-spoof', knobs: { capacity: 512 }, seed: '1', padding: 0, knownMinimum: 6 },
  { bug: 'cursor-stays-on-miss', scenario: 'rolling-churn', knobs: { capacity: 512 }, seed: '1', padding: 0, knownMinimum: 10 },
  {
    bug: 'remainder-lost',
    scenario: 'steady-fleet',
    knobs: { capacity: 64, forNs: TEN_MINUTES_NS },
    seed: '1',
    padding: 0,
    knownMinimum: 7,
  },
  { bug: 'rollback-forgets-index', scenario: 'hash-collision', knobs: {}, seed: '1', padding: 19_000, knownMinimum: 67 },
  { bug: 'stall-count-dropped-early', scenario: 'hash-collision', knobs: {}, seed: '1', padding: 19_000, knownMinimum: 68 },
];
