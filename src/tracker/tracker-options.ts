import { checkInteger, checkOneOf } from '../check.ts';
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

/** How to build a {@link Tracker}. */
export interface TrackerOptions {
  /** Most pids tracked at once: an integer of at least 0, cut to {@link MAX_CAPACITY}. Default {@link DEFAULT_CAPACITY}. */
  readonly capacity?: number;
  /** Default `strict`. */
  readonly evictionPolicy?: EvictionPolicy;
  /** Slots that one eviction pass reads at most: an integer of at least 0, clamped to 1..4096. Default 256. */
  readonly evictionScanWindow?: number;
}

/**
 * The options with every gap filled and every number cut to what a tracker can have. Throws TypeError or RangeError for
 * options outside their types and ranges. O(1).
 */
export function resolveTrackerOptions(options: TrackerOptions): Required<TrackerOptions> {
  const { capacity = DEFAULT_CAPACITY, evictionPolicy = 'strict', evictionScanWindow = DEFAULT_EVICTION_SCAN_WINDOW } = options;
  checkInteger('create Tracker', 'capacity', capacity, 0, Number.MAX_SAFE_INTEGER);
  checkOneOf('create Tracker', 'evictionPolicy', evictionPolicy, EVICTION_POLICIES);
  checkInteger('create Tracker', 'evictionScanWindow', evictionScanWindow, 0, Number.MAX_SAFE_INTEGER);
  return {
    capacity: Math.min(capacity, MAX_CAPACITY),
    evictionPolicy,
    evictionScanWindow: Math.min(Math.max(evictionScanWindow, MIN_EVICTION_SCAN_WINDOW), MAX_EVICTION_SCAN_WINDOW),
  };
}
