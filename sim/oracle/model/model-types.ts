/** What an agent says of itself. `stall` is made by the observer only and never comes in on a frame. */
export type ModelStatus = 'ok' | 'degraded' | 'critical' | 'stall';

/** How far the sender of a beat is known. The first origin of a pid wins. */
export type ModelOrigin = 'kernel-attested' | 'network-unverified' | 'operator-attested' | 'socket-mode-only';

/** Which slots a full tracker may give away: `strict` only flagged ones, `balanced` any that is silent for long enough. */
export type ModelPolicy = 'strict' | 'balanced';

/** Outcome of one `record`. */
export type ModelUpdate = 'inserted' | 'refreshed' | 'out-of-order' | 'capacity-exceeded' | 'origin-conflict' | 'namespace-conflict';

/** The largest u64. */
export const U64_MAX = 2n ** 64n - 1n;
