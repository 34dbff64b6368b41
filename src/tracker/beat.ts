import { checkOneOf, checkU32, checkU64, argumentError } from '../check.ts';
import { STATUSES, type Status } from '../vlp/status.ts';
import { BEAT_ORIGINS } from './origin.ts';

/** What {@link Tracker.record} looks at in a frame. */
export interface Beat {
  /** The sender's pid, u32. */
  readonly pid: number;
  /** Counts up with each beat, u64. */
  readonly nonce: bigint;
  /** What the sender says of itself. */
  readonly status: Status;
}

/** What became of a beat; see {@link Tracker.record}. */
export const UPDATES = ['inserted', 'refreshed', 'out-of-order', 'capacity-exceeded', 'origin-conflict', 'namespace-conflict'] as const;

/** See {@link UPDATES}. */
export type Update = (typeof UPDATES)[number];

/** Makes the error for a beat of which some part is outside its type or range. */
export function recordArgumentError(beat: Beat, nowNs: unknown, thresholdNs: unknown, origin: unknown, nsInode: unknown): Error {
  const action = 'record beat';
  checkU32(action, 'pid', beat.pid);
  checkU64(action, 'nonce', beat.nonce);
  checkOneOf(action, 'status', beat.status, STATUSES);
  checkU64(action, 'nowNs', nowNs);
  checkU64(action, 'thresholdNs', thresholdNs);
  checkOneOf(action, 'origin', origin, BEAT_ORIGINS);
  return argumentError(action, 'nsInode must be null or a bigint from 0 to 2^64 - 1', nsInode, typeof nsInode === 'bigint');
}
