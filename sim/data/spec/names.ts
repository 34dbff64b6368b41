import type * as source from '../../../src/index.ts';
import type * as internal from '../../../src/internal.ts';

// The words of the specification, written down once more: what judges the production code takes no list from it. The compiler holds
// each list against that of src; a list that changes there while it runs is found out by the rules.

/** How far a listener vouches for the sender. */
export const BEAT_ORIGINS: typeof source.BEAT_ORIGINS = ['kernel-attested', 'network-unverified', 'operator-attested', 'socket-mode-only'];

/** What an agent says of itself, by its code in a frame. */
export const STATUSES: typeof source.STATUSES = ['ok', 'degraded', 'critical', 'stall'];

/** What a full tracker gives away. */
export const EVICTION_POLICIES: typeof source.EVICTION_POLICIES = ['strict', 'balanced'];

/** Whose pids may begin a new life after a stall. */
export const RESTART_POLICIES: typeof source.RESTART_POLICIES = ['never', 'attested', 'always'];

/** What becomes of a beat. */
export const UPDATES: typeof source.UPDATES = [
  'inserted',
  'refreshed',
  'out-of-order',
  'capacity-exceeded',
  'origin-conflict',
  'namespace-conflict',
  'restarted',
];

/** Why bytes are no frame, in the order in which it is looked for. */
export const FRAME_REFUSALS: typeof source.FRAME_REFUSALS = [
  'bad-length',
  'bad-magic',
  'bad-version',
  'bad-crc',
  'bad-status',
  'stall-on-wire',
  'bad-pid',
  'bad-timestamp',
  'bad-nonce',
];

/** What becomes of a datagram, by its code. */
export const OUTCOMES: typeof internal.OUTCOMES = [
  'decode-refused',
  'auth-failure',
  'pid-above-max',
  'rate-limited-per-pid',
  'rate-limited-global',
  'namespace-mismatch',
  ...UPDATES,
];

/** What a tracker counts, in the order of its columns. */
export const TRACKER_COUNTER_NAMES: typeof internal.TRACKER_COUNTER_NAMES = [
  'evictions',
  'nonceWraps',
  'capacityExceeded',
  'originConflicts',
  'namespaceConflicts',
  'evictionScanTruncated',
  'invariantViolations',
  'probeExhausted',
  'restarts',
  'originTakeovers',
];

/** The place of each counter in {@link TRACKER_COUNTER_NAMES}. */
export const TRACKER_COUNTER = Object.fromEntries(TRACKER_COUNTER_NAMES.map((name, at) => [name, at])) as Readonly<
  Record<(typeof TRACKER_COUNTER_NAMES)[number], number>
>;
