import { checkInteger, checkU32, checkU64, argumentError } from '../check.ts';
import type { TrackerOptions } from '../tracker/tracker-options.ts';
import { U32_MAX } from '../u64.ts';
import { TOKEN_BUCKET_MAX } from './token-bucket.ts';

/** Shortest stall threshold: 10 ms. */
export const MIN_THRESHOLD_NS = 10_000_000n;

const NS_PER_SECOND = 1_000_000_000;
const DRAIN_INTERVAL_MAX_NS = 100_000_000n;

/** How to build an Observer: the tracker's options and the observer's own. */
export interface ObserverOptions extends TrackerOptions {
  /** Silence after which a pid is stalled, nanoseconds, u64, at least {@link MIN_THRESHOLD_NS}. */
  readonly thresholdNs: bigint;
  /** Time between two drains of stalls, nanoseconds, u64, at least 1. Default a tenth of the threshold, at most 100 ms. */
  readonly drainIntervalNs?: bigint;
  /** Beats a second accepted from one pid: an integer from 0 (no limit) to 10^9. Default 100. */
  readonly perPidRate?: number;
  /** Frames a second accepted in all: an integer from 0 (no limit) to 9,000,000. Default 5000. */
  readonly globalRate?: number;
  /** Frames accepted at once: an integer from 0 (no limit) to 9,000,000. Default 10,000. */
  readonly globalBurst?: number;
  /** Largest pid accepted from a peer that the kernel does not attest, u32. Default 2^32 − 1. */
  readonly pidMax?: number;
  /** The observer's own pid namespace, u64, or null if unknown. Default null. */
  readonly nsInode?: bigint | null;
  /** Whether agents of other namespaces than the observer's own are heard. Default false. */
  readonly allowCrossNamespace?: boolean;
}

/** The observer's own options with all defaults filled in. */
export interface ObserverLimits {
  /** Silence after which a pid is stalled, nanoseconds, u64, at least {@link MIN_THRESHOLD_NS}. */
  readonly thresholdNs: bigint;
  /** Time between two drains of stalls, nanoseconds, u64, at least 1. */
  readonly drainIntervalNs: bigint;
  /** Beats a second accepted from one pid, 0 (no limit) to 10^9. */
  readonly perPidRate: number;
  /** Shortest time between two accepted beats of one pid, nanoseconds, 0 to 10^9: a second over {@link perPidRate}, rounded down. */
  readonly perPidIntervalNs: bigint;
  /** Frames a second accepted in all, 0 (no limit) to 9,000,000. */
  readonly globalRate: number;
  /** Frames accepted at once, 0 (no limit) to 9,000,000. */
  readonly globalBurst: number;
  /** Largest pid accepted from a peer that the kernel does not attest, u32. */
  readonly pidMax: number;
  /** Inode of the observer's own pid namespace, u64, or null if unknown. */
  readonly nsInode: bigint | null;
  /** Whether agents of other namespaces than the observer's own are heard. */
  readonly allowCrossNamespace: boolean;
}

/** Checks the observer's own options and fills in defaults. Throws TypeError or RangeError. O(1). */
export function resolveObserverOptions(options: ObserverOptions): ObserverLimits {
  const action = 'create Observer';
  const { thresholdNs } = options;
  checkU64(action, 'thresholdNs', thresholdNs);
  if (thresholdNs < MIN_THRESHOLD_NS) throw argumentError(action, `thresholdNs must be at least ${MIN_THRESHOLD_NS}n`, thresholdNs, true);
  const tenth = thresholdNs / 10n;
  const {
    drainIntervalNs = tenth < DRAIN_INTERVAL_MAX_NS ? tenth : DRAIN_INTERVAL_MAX_NS,
    perPidRate = 100,
    globalRate = 5000,
    globalBurst = 10_000,
    pidMax = U32_MAX,
    nsInode = null,
    allowCrossNamespace = false,
  } = options;
  checkU64(action, 'drainIntervalNs', drainIntervalNs);
  if (drainIntervalNs === 0n) throw argumentError(action, 'drainIntervalNs must be at least 1n', drainIntervalNs, true);
  checkInteger(action, 'perPidRate', perPidRate, 0, NS_PER_SECOND);
  checkInteger(action, 'globalRate', globalRate, 0, TOKEN_BUCKET_MAX);
  checkInteger(action, 'globalBurst', globalBurst, 0, TOKEN_BUCKET_MAX);
  checkU32(action, 'pidMax', pidMax);
  if (nsInode !== null) checkU64(action, 'nsInode', nsInode);
  if (typeof allowCrossNamespace !== 'boolean')
    throw argumentError(action, 'allowCrossNamespace must be true or false', allowCrossNamespace, false);
  return {
    thresholdNs,
    drainIntervalNs,
    perPidRate,
    perPidIntervalNs: perPidRate === 0 ? 0n : BigInt(Math.floor(NS_PER_SECOND / perPidRate)),
    globalRate,
    globalBurst,
    pidMax,
    nsInode,
    allowCrossNamespace,
  };
}
