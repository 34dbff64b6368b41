/**
 * What each scenario is named after: bugs that it must find by itself, within {@link SCENARIO_SEEDS} seeds. A scenario that stays
 * silent about them tests something else than it says.
 */
export const SCENARIO_BUGS: Readonly<Record<string, readonly string[]>> = {
  'observer-direct': ['pid-limit-inclusive', 'stalls-wait-for-silence', 'refuted-stall-of-evicted-surfaced'],
  'tracker-direct': ['wrap-bound-exclusive', 'namespace-before-nonce'],
  'udp-adapter': ['ring-one-short', 'late-error-unhandled', 'long-datagram-cut-to-frame'],
  'known-limits': ['wrap-lands-one-further', 'balanced-stops-after-first-pass'],
  'hash-collision': ['probe-one-short', 'lookup-stops-at-tombstone', 'rollback-forgets-index'],
  'large-table': ['largest-table-one-short', 'index-cells-of-large-tables', 'long-queue-places-forgotten', 'drain-stops-halfway'],
  'tiny-tables': ['capacity-one-short'],
  'steady-fleet': ['last-beat-by-high-word', 'capacity-one-short'],
  'silent-agents': ['stall-handed-out-again', 'second-stall-lost', 'beat-keeps-stall'],
  'crash-restart': ['equal-nonce-accepted', 'refused-beat-refreshes', 'out-of-order-again-and-again'],
  'rolling-churn': ['index-wedge', 'cursor-stays-on-victim', 'reach-never-falls'],
  'flood-strict': ['strict-takes-second-pass', 'evict-by-threshold'],
  'flood-balanced': ['balanced-stops-after-first-pass'],
  'flood-against-limiters': ['limiter-behind-pid-limit', 'refill-thousandfold', 'known-agent-pays'],
  'namespace-collision': ['namespace-before-nonce', 'own-namespace-unchecked', 'namespace-known-to-unknown'],
  'origin-spoof': ['origin-unchecked', 'spoofed-origin-refreshes'],
  'nonce-edges': ['nonce-as-number'],
  'clock-trouble': ['clock-not-clamped', 'far-past-waited-out'],
  'lossy-network': ['crc-unchecked', 'length-at-least'],
  'paused-observer': ['drain-before-reading', 'pause-counted-whole'],
  'mass-death': [
    'stalls-before-beats',
    'pending-stalls-overwritten',
    'stalls-wait-for-silence',
    'refuted-stall-surfaced',
    'drain-over-pending',
  ],
  'bad-clock-reading': ['long-step-at-once', 'far-past-waited-out'],
  'suspend-resume': ['long-step-at-once', 'pause-counted-whole'],
  'last-words': ['last-word-limited', 'terminal-nonce-left-behind', 'last-word-again-and-again'],
  herd: ['drain-before-reading', 'catch-up-never-over'],
  'same-pid-restart': ['generation-ignored', 'older-generation-accepted', 'restart-of-anyone', 'out-of-order-again-and-again'],
  'chosen-pids': ['key-ignored', 'high-half-of-key-ignored'],
  swarm: ['refused-beat-refreshes', 'drain-when-idle'],
};

/** Seeds that a scenario gets for it. */
export const SCENARIO_SEEDS = 3;
