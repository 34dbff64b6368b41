import type { Goal } from '../../oracle/goals.ts';

/**
 * By scenario: the goals that its runs must reach between them. A scenario that misses one does not test what it claims, even
 * where another scenario reaches it.
 */
export const REQUIRED_GOALS: Readonly<Record<string, readonly Goal[]>> = {
  'observer-direct': [
    'gate-pid-above-max',
    'gate-rate-limited-global',
    'gate-rate-limited-per-pid',
    'refusal-bad-timestamp',
    'clock-jumped',
    'metrics-read',
  ],
  'steady-fleet': ['table-full', 'update-refreshed', 'metrics-read', 'settled'],
  'silent-agents': [
    'agent-hung',
    'agent-recovered',
    'stall-surfaced',
    'stall-surfaced-twice',
    'stall-ended-by-beat',
    'stalls-pending',
    'settled',
  ],
  'crash-restart': [
    'agent-crashed',
    'agent-panicked',
    'agent-restarted-same-pid',
    'agent-restarted-new-pid',
    'supervisor-restarted',
    'nonce-terminal',
    'settled',
  ],
  'rolling-churn': ['evicted-stalled', 'agent-restarted-new-pid', 'scan-cursor-wrapped', 'settled'],
  'flood-strict': ['attack-pid-rotation', 'table-full', 'update-capacity-exceeded', 'evicted-stalled', 'scan-fast-bail'],
  'flood-balanced': ['attack-pid-rotation', 'table-full', 'update-capacity-exceeded', 'scan-two-passes'],
  'flood-against-limiters': ['attack-pid-rotation', 'gate-rate-limited-per-pid', 'gate-rate-limited-global', 'stall-surfaced'],
  'namespace-collision': [
    'attack-namespace-collision',
    'attack-pid-forgery',
    'gate-auth-failure',
    'gate-namespace-mismatch',
    'namespace-learned',
    'namespace-lost',
  ],
  'origin-spoof': ['attack-origin-spoof', 'update-origin-conflict', 'gate-pid-above-max', 'stall-surfaced'],
  'nonce-edges': ['nonce-wrapped', 'nonce-terminal', 'attack-replay', 'update-out-of-order'],
  'hash-collision': ['probe-exhausted', 'probe-full-length', 'eviction-rolled-back', 'tombstone-left', 'tombstone-reused'],
  'clock-trouble': ['clock-regressed', 'clock-jumped', 'clock-frozen'],
  'lossy-network': [
    'link-lost',
    'link-delayed',
    'link-reordered',
    'link-duplicated',
    'link-corrupted',
    'link-truncated',
    'link-partitioned',
    'link-healed',
    'attack-malformed',
    'settled',
  ],
  'tiny-tables': ['update-capacity-exceeded', 'agent-restarted-same-pid', 'settled'],
  'tracker-direct': ['update-namespace-conflict', 'update-origin-conflict', 'nonce-wrapped', 'stall-at-threshold'],
  'known-limits': ['evicted-unsurfaced', 'scan-two-passes', 'update-origin-conflict', 'nonce-terminal'],
  swarm: ['update-inserted', 'agent-crashed'],
};
