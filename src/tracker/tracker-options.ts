import { checkBoolean, checkInteger, checkOneOf, checkOptionNames, checkU64 } from '../check.ts';
import {
  DEFAULT_EVICTION_SCAN_WINDOW,
  EVICTION_POLICIES,
  MAX_EVICTION_SCAN_WINDOW,
  MIN_EVICTION_SCAN_WINDOW,
  type EvictionPolicy,
} from './eviction.ts';

/** Slots of a tracker, unless told otherwise. */
export const DEFAULT_CAPACITY = 256;

/** The most slots a tracker can have; a larger request is cut to this. */
export const MAX_CAPACITY = 4096;

/**
 * Whose nonces may start over once their stall was handed out: nobody's, those of a sender that the kernel or the operator
 * attests (`kernel-attested`, `operator-attested`), or everybody's. Without an attested sender anybody can replay an old
 * frame of a silent pid, and it would pass for a new life.
 */
export const RESTART_POLICIES = ['never', 'attested', 'always'] as const;

/** See {@link RESTART_POLICIES}. */
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

/** How to build a {@link Tracker}. An Observer takes them too, with defaults of its own where it says so. */
export interface TrackerOptions {
  /** Most pids tracked at once: an integer of at least 0, cut to {@link MAX_CAPACITY}. Default {@link DEFAULT_CAPACITY}. */
  readonly capacity?: number;
  /** Who makes room for a new pid when the table is full. Default `strict`. */
  readonly evictionPolicy?: EvictionPolicy;
  /** Slots that one eviction pass reads at most: an integer of at least 0, clamped to 1..4096. Default 256. */
  readonly evictionScanWindow?: number;
  /**
   * Who may start over with any nonce after a stall, as a process that was started again with the same pid does: a new
   * life, update `restarted`. Default `never`; of an Observer `attested`.
   */
  readonly restartAfterStall?: RestartPolicy;
  /**
   * Whether each slot pins the generation of its process: a beat of a later one begins a new life (`restarted`), a beat of
   * an earlier one is `out-of-order`. Default false; of an Observer true.
   */
  readonly pinGeneration?: boolean;
  /**
   * Whether a beat of a stronger origin than the slot's begins a new life (`restarted`) that the stronger origin pins:
   * kernel-attested before operator-attested before socket-mode-only before network-unverified. Default false; of an
   * Observer true.
   */
  readonly originTakeover?: boolean;
  /**
   * Whether the terminal nonce (2^64 − 1) stands apart from regular nonces: the first one since the last regular beat is
   * accepted, also where the sender's namespace could not be read any more, a further one is `out-of-order`, and regular
   * nonces go on from where they were. Default false; of an Observer true.
   */
  readonly lastWords?: boolean;
  /**
   * Secret that decides where a pid lies in the index, u64, or null for none: keep it random and to yourself, and nobody
   * can choose pids that shut one another out. Default null.
   */
  readonly indexKey?: bigint | null;
}

const OPTIONS: Readonly<Record<keyof TrackerOptions, true>> = {
  capacity: true,
  evictionPolicy: true,
  evictionScanWindow: true,
  restartAfterStall: true,
  pinGeneration: true,
  originTakeover: true,
  lastWords: true,
  indexKey: true,
};

/** Every name of an option. */
export const TRACKER_OPTION_NAMES: readonly string[] = Object.keys(OPTIONS);

/**
 * The options with every gap filled and every number cut to what a tracker can have. Throws TypeError or RangeError for
 * options outside their types and ranges, TypeError for names that are no option's. O(1).
 */
export function resolveTrackerOptions(options: TrackerOptions): Required<TrackerOptions> {
  const action = 'create Tracker';
  checkOptionNames(action, options, TRACKER_OPTION_NAMES);
  const {
    capacity = DEFAULT_CAPACITY,
    evictionPolicy = 'strict',
    evictionScanWindow = DEFAULT_EVICTION_SCAN_WINDOW,
    restartAfterStall = 'never',
    pinGeneration = false,
    originTakeover = false,
    lastWords = false,
    indexKey = null,
  } = options;
  checkInteger(action, 'capacity', capacity, 0, Number.MAX_SAFE_INTEGER);
  checkOneOf(action, 'evictionPolicy', evictionPolicy, EVICTION_POLICIES);
  checkInteger(action, 'evictionScanWindow', evictionScanWindow, 0, Number.MAX_SAFE_INTEGER);
  checkOneOf(action, 'restartAfterStall', restartAfterStall, RESTART_POLICIES);
  checkBoolean(action, 'pinGeneration', pinGeneration);
  checkBoolean(action, 'originTakeover', originTakeover);
  checkBoolean(action, 'lastWords', lastWords);
  if (indexKey !== null) checkU64(action, 'indexKey', indexKey);
  // Not in the order of OPTIONS, which would share its hidden class with this literal, and each field's representation with it: as OPTIONS has
  // `true` there, these numbers would be tagged values, not small integers, and a search for a victim would reckon slots as doubles, 326
  // instructions in place of 274. `node --no-sparkplug --trace-generalization` tells. The order of OPTIONS would undo it.
  return {
    evictionPolicy,
    capacity: Math.min(capacity, MAX_CAPACITY),
    evictionScanWindow: Math.min(Math.max(evictionScanWindow, MIN_EVICTION_SCAN_WINDOW), MAX_EVICTION_SCAN_WINDOW),
    restartAfterStall,
    pinGeneration,
    originTakeover,
    lastWords,
    indexKey,
  };
}
