import { argumentError, checkBoolean, checkInteger, checkOptionNames, checkU32, checkU64 } from '../check.ts';
import { TRACKER_OPTION_NAMES, type TrackerOptions } from '../tracker/tracker-options.ts';
import { U32_MAX } from '../u64.ts';
import { TOKEN_BUCKET_MAX } from './token-bucket.ts';

/** Shortest stall threshold: 10 ms. */
export const MIN_THRESHOLD_NS = 10_000_000n;

const NS_PER_SECOND = 1_000_000_000;
const DRAIN_INTERVAL_MAX_NS = 100_000_000n;

const DEFAULT_PER_PID_RATE = 100;

/**
 * How to build an Observer: the tracker's options and the observer's own. All times but the clock's readings are in the
 * observer's own time, see `maxStepNs`. Of the tracker's options `restartAfterStall` is `attested` unless told otherwise, and
 * `pinGeneration`, `originTakeover` and `lastWords` are on.
 */
export interface ObserverOptions extends TrackerOptions {
  /** Silence after which a pid is stalled, nanoseconds, u64, at least {@link MIN_THRESHOLD_NS}. */
  readonly thresholdNs: bigint;
  /** Time between two drains of stalls, nanoseconds, u64, at least 1. Default a tenth of the threshold, at most 100 ms. */
  readonly drainIntervalNs?: bigint;
  /**
   * Longest step of the clock from poll to poll that is taken for time passed, nanoseconds, u64, at least 1. After a longer
   * one the observer was not running (or was suspended, or the clock is wrong): it is counted as a pause and stands for this
   * much time at most, and only once the next reading confirms it. Where polls lie further apart than this, time runs slow.
   * Default a quarter of the threshold; 2^64 − 1 follows the clock wherever it goes.
   */
  readonly maxStepNs?: bigint;
  /**
   * How long a drain that is due waits, at most, until every listener was found empty: so long a flood can put stalls off.
   * Nanoseconds, u64; 0 drains at once, before anything is read. Default a quarter of the threshold.
   */
  readonly catchUpNs?: bigint;
  /**
   * Beats a second accepted from one pid: an integer from 0 (no limit) to 10^9. At least as many as it takes for two accepted
   * beats to lie within the threshold, unless `allowTightRate`. Default 100, or as many as that takes if it is more.
   */
  readonly perPidRate?: number;
  /**
   * Whether `perPidRate` may be so low that an agent in good health is reported stalled between two accepted beats; the
   * default is 100 then, whatever the threshold. Default false.
   */
  readonly allowTightRate?: boolean;
  /**
   * Datagrams a second that are worked on in all: an integer from 0 (no limit) to 9,000,000. Every datagram that is read
   * counts, good or bad; above the limit only beats that are due of tracked pids pass, over their own transport. Default 5000.
   */
  readonly globalRate?: number;
  /** Datagrams worked on at once: an integer from 0 (no limit) to 9,000,000. Default 10,000. */
  readonly globalBurst?: number;
  /** Largest pid accepted from a peer that the kernel does not attest, u32. Default 2^32 − 1. */
  readonly pidMax?: number;
  /** The observer's own pid namespace, u64, or null if unknown. Default null. */
  readonly nsInode?: bigint | null;
  /** Whether agents of other namespaces than the observer's own are heard. Default false. */
  readonly allowCrossNamespace?: boolean;
}

const OWN_OPTIONS: Readonly<Record<Exclude<keyof ObserverOptions, keyof TrackerOptions>, true>> = {
  thresholdNs: true,
  drainIntervalNs: true,
  maxStepNs: true,
  catchUpNs: true,
  perPidRate: true,
  allowTightRate: true,
  globalRate: true,
  globalBurst: true,
  pidMax: true,
  nsInode: true,
  allowCrossNamespace: true,
};

const OBSERVER_OPTION_NAMES: readonly string[] = [...Object.keys(OWN_OPTIONS), ...TRACKER_OPTION_NAMES];

/** The observer's own options with all defaults filled in. */
export interface ObserverLimits {
  /** Silence after which a pid is stalled, nanoseconds, u64, at least {@link MIN_THRESHOLD_NS}. */
  readonly thresholdNs: bigint;
  /** Time between two drains of stalls, nanoseconds, u64, at least 1. */
  readonly drainIntervalNs: bigint;
  /** Longest step of the clock that is taken for time passed, nanoseconds, u64, at least 1. */
  readonly maxStepNs: bigint;
  /** How long a drain that is due waits for the listeners to be empty, nanoseconds, u64. */
  readonly catchUpNs: bigint;
  /** Beats a second accepted from one pid, 0 (no limit) to 10^9. */
  readonly perPidRate: number;
  /** Shortest time between two accepted beats of one pid, nanoseconds, 0 to 10^9: a second over {@link perPidRate}, rounded down. */
  readonly perPidIntervalNs: bigint;
  /** Whether `perPidRate` may be too low for the threshold. */
  readonly allowTightRate: boolean;
  /** Datagrams a second that are worked on in all, 0 (no limit) to 9,000,000. */
  readonly globalRate: number;
  /** Datagrams worked on at once, 0 (no limit) to 9,000,000. */
  readonly globalBurst: number;
  /** Largest pid accepted from a peer that the kernel does not attest, u32. */
  readonly pidMax: number;
  /** Inode of the observer's own pid namespace, u64, or null if unknown. */
  readonly nsInode: bigint | null;
  /** Whether agents of other namespaces than the observer's own are heard. */
  readonly allowCrossNamespace: boolean;
}

/**
 * Checks the observer's own options and fills in defaults. Throws TypeError or RangeError for options outside their types and
 * ranges, TypeError for names that are no option's. O(1).
 */
export function resolveObserverOptions(options: ObserverOptions): ObserverLimits {
  const action = 'create Observer';
  checkOptionNames(action, options, OBSERVER_OPTION_NAMES);
  const { thresholdNs } = options;
  checkU64(action, 'thresholdNs', thresholdNs);
  if (thresholdNs < MIN_THRESHOLD_NS) throw argumentError(action, `thresholdNs must be at least ${MIN_THRESHOLD_NS}n`, thresholdNs, true);
  const tenth = thresholdNs / 10n;
  const {
    drainIntervalNs = tenth < DRAIN_INTERVAL_MAX_NS ? tenth : DRAIN_INTERVAL_MAX_NS,
    maxStepNs = thresholdNs / 4n,
    catchUpNs = thresholdNs / 4n,
    allowTightRate = false,
    globalRate = 5000,
    globalBurst = 10_000,
    pidMax = U32_MAX,
    nsInode = null,
    allowCrossNamespace = false,
  } = options;
  checkAtLeastOne(action, 'drainIntervalNs', drainIntervalNs);
  checkAtLeastOne(action, 'maxStepNs', maxStepNs);
  checkU64(action, 'catchUpNs', catchUpNs);
  checkBoolean(action, 'allowTightRate', allowTightRate);
  const perPidRate = resolvePerPidRate(action, options.perPidRate, thresholdNs, allowTightRate);
  checkInteger(action, 'globalRate', globalRate, 0, TOKEN_BUCKET_MAX);
  checkInteger(action, 'globalBurst', globalBurst, 0, TOKEN_BUCKET_MAX);
  checkU32(action, 'pidMax', pidMax);
  if (nsInode !== null) checkU64(action, 'nsInode', nsInode);
  checkBoolean(action, 'allowCrossNamespace', allowCrossNamespace);
  return {
    thresholdNs,
    drainIntervalNs,
    maxStepNs,
    catchUpNs,
    perPidRate,
    perPidIntervalNs: perPidRate === 0 ? 0n : BigInt(Math.floor(NS_PER_SECOND / perPidRate)),
    allowTightRate,
    globalRate,
    globalBurst,
    pidMax,
    nsInode,
    allowCrossNamespace,
  };
}

/** The tracker's share of an observer's options, with the observer's defaults; nothing is checked. O(1). */
export function trackerOptionsOf(options: ObserverOptions): TrackerOptions {
  // Name by name: lists of entries would cost a third of making a small observer.
  const { capacity, evictionPolicy, evictionScanWindow, indexKey } = options;
  const { restartAfterStall = 'attested', pinGeneration = true, originTakeover = true, lastWords = true } = options;
  const own = { capacity, evictionPolicy, evictionScanWindow, restartAfterStall, pinGeneration, originTakeover, lastWords, indexKey };
  return own satisfies Record<keyof TrackerOptions, unknown> as TrackerOptions;
}

function checkAtLeastOne(action: string, name: string, value: unknown): void {
  checkU64(action, name, value);
  if (value === 0n) throw argumentError(action, `${name} must be at least 1n`, value, true);
}

/** Accepted beats of an agent that beats faster than its limit lie up to two intervals of the limit apart. */
function resolvePerPidRate(action: string, given: number | undefined, thresholdNs: bigint, allowTightRate: boolean): number {
  const needed = Number((2n * BigInt(NS_PER_SECOND) + thresholdNs - 1n) / thresholdNs);
  if (given === undefined) return allowTightRate ? DEFAULT_PER_PID_RATE : Math.max(DEFAULT_PER_PID_RATE, needed);
  checkInteger(action, 'perPidRate', given, 0, NS_PER_SECOND);
  if (given !== 0 && given < needed && !allowTightRate) {
    const rule = `perPidRate must be 0 or at least ${needed}, so that two accepted beats lie within the threshold of ${thresholdNs} ns`;
    throw argumentError(action, rule, given, true);
  }
  return given;
}
