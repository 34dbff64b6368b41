import { checkOneOf, checkU32, checkU64, argumentError } from '../check.ts';
import { isU64 } from '../u64.ts';
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
export const UPDATES = [
  'inserted',
  'refreshed',
  'out-of-order',
  'capacity-exceeded',
  'origin-conflict',
  'namespace-conflict',
  'restarted',
] as const;

/** See {@link UPDATES}. */
export type Update = (typeof UPDATES)[number];

/** Makes the error for a beat of which some part is outside its type or range. */
export function recordArgumentError(
  beat: Beat,
  nowNs: unknown,
  thresholdNs: unknown,
  origin: unknown,
  nsInode: unknown,
  generation: unknown,
): Error {
  const action = 'record beat';
  checkU32(action, 'pid', beat.pid);
  checkU64(action, 'nonce', beat.nonce);
  checkOneOf(action, 'status', beat.status, STATUSES);
  checkU64(action, 'nowNs', nowNs);
  checkU64(action, 'thresholdNs', thresholdNs);
  checkOneOf(action, 'origin', origin, BEAT_ORIGINS);
  if (nsInode !== null && !isU64(nsInode)) return u64OrNullError(action, 'nsInode', nsInode);
  return u64OrNullError(action, 'generation', generation);
}

function u64OrNullError(action: string, name: string, value: unknown): Error {
  return argumentError(action, `${name} must be null or a bigint from 0 to 2^64 - 1`, value, typeof value === 'bigint');
}
