import type { Update } from './beat.ts';
import { bump } from './counters.ts';
import { findVictim, NO_VICTIM } from './eviction.ts';
import { TRACKER_COUNTER, type TrackerInternals } from './internals.ts';
import { beginLife, pinSender } from './known-pid.ts';
import type { Tracker } from './tracker.ts';

/**
 * Gives a pid without a slot a free one, or that of an evicted pid, see {@link Tracker.record}; the arguments are of the right
 * types and ranges, status and origin are codes. O(probe budget + 2 × scan window), no allocation.
 */
export function recordNew(
  inside: TrackerInternals,
  { capacity, evictionPolicy, evictionScanWindow }: Tracker,
  pid: number,
  nonce: bigint,
  status: number,
  nowNs: bigint,
  thresholdNs: bigint,
  origin: number,
  nsInode: bigint | null,
  generation: bigint | null,
): Update {
  const { slots, index, counters, state, rules } = inside;
  let slot = state.length;
  if (slot < capacity) {
    if (!index.insert(pid, slot)) return refuseForCapacity(inside);
    state.length++;
  } else {
    slot = findVictim(inside, evictionPolicy, evictionScanWindow, nowNs, thresholdNs);
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
