import type { Update } from './beat.ts';
import { bump as bumpOf, TRACKER_COUNTER as COUNTERS } from './counters.ts';
import { NO_VICTIM as NONE, scanWindow as scanOf } from './eviction.ts';
import type { TrackerInternals } from './internals.ts';
import { beginLife as beginOf, pinSender as pinOf } from './known-pid.ts';

// Constants of this module's own: what is imported is read from memory, and looked at, at each use.
const bump = bumpOf;
const TRACKER_COUNTER = COUNTERS;
const NO_VICTIM = NONE;
const scanWindow = scanOf;
const beginLife = beginOf;
const pinSender = pinOf;

/**
 * Gives a pid without a slot a free one, or that of an evicted pid, see {@link Tracker.record}; the arguments are of the right
 * types and ranges, status and origin are codes. O(probe budget + 2 × scan window); allocates as {@link Tracker} says.
 */
export function recordNew(
  inside: TrackerInternals,
  pid: number,
  nonce: bigint,
  status: number,
  nowNs: bigint,
  thresholdNs: bigint,
  origin: number,
  nsInode: bigint | null,
  generation: bigint | null,
): Update {
  const { slots, index, counters, state, rules, options } = inside;
  let slot = state.length;
  if (slot < options.capacity) {
    if (!index.insert(pid, slot)) return refuseForCapacity(inside);
    state.length++;
  } else {
    slot = findVictim(inside, nowNs, thresholdNs);
    if (slot === NO_VICTIM) return refuseForCapacity(inside);
    const victimPid = slots.pids[slot];
    index.remove(victimPid);
    if (!index.insert(pid, slot)) {
      // The victim's own cell was just freed on its path, so it fits again unless the index is damaged.
      if (!index.insert(victimPid, slot)) bump(counters, TRACKER_COUNTER.invariantViolations);
      return refuseForCapacity(inside);
    }
    // The slot, the stall count and the eviction change only now that the new pid is in the index.
    bump(counters, TRACKER_COUNTER.evictions);
    state.lastEvictedPid = victimPid;
  }
  slots.pids[slot] = pid;
  pinSender(slots, rules, slot, origin, nsInode, generation);
  beginLife(inside, slot, nonce, status, nowNs);
  return 'inserted';
}

/**
 * The slot that makes room for a new pid at `nowNs`, or {@link NO_VICTIM}: a stalled one, failing that with `balanced` any,
 * silent for more than {@link EVICTION_MULTIPLIER} thresholds, in a window from the cursor on. Moves the cursor and counts a
 * search in vain. O(window), twice with `balanced`.
 */
function findVictim(inside: TrackerInternals, nowNs: bigint, thresholdNs: bigint): number {
  let victim = NO_VICTIM;
  if (inside.state.stallCount > 0) victim = pass(inside, nowNs, thresholdNs, true);
  if (victim === NO_VICTIM && inside.options.evictionPolicy === 'balanced') victim = pass(inside, nowNs, thresholdNs, false);
  if (victim === NO_VICTIM) bump(inside.counters, TRACKER_COUNTER.evictionScanTruncated);
  return victim;
}

function pass({ slots, state, work, options }: TrackerInternals, nowNs: bigint, thresholdNs: bigint, stalledOnly: boolean): number {
  const { length } = state;
  if (length === 0) return NO_VICTIM;
  const window = Math.min(options.evictionScanWindow, length);
  const start = state.cursor % length;
  const victim = scanWindow(slots, length, start, window, nowNs, thresholdNs, stalledOnly);
  state.cursor = (victim === NO_VICTIM ? start + window : victim + 1) % length;
  const read = victim === NO_VICTIM ? window : ((victim - start + length) % length) + 1;
  if (stalledOnly) work.stalledPassSlots = read;
  else work.anyPassSlots = read;
  return victim;
}

/** Forgets an entry of the index that points outside the table, which is damage, so that the pid can come back. */
export function forgetPid(inside: TrackerInternals, pid: number): Update {
  bump(inside.counters, TRACKER_COUNTER.invariantViolations);
  inside.index.remove(pid);
  return refuseForCapacity(inside);
}

function refuseForCapacity({ counters }: TrackerInternals): Update {
  bump(counters, TRACKER_COUNTER.capacityExceeded);
  return 'capacity-exceeded';
}
