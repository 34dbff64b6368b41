import { copyPidIndex } from './pid-index.ts';
import type { SlotTable } from './slot-table.ts';
import { trackerInternals, type Tracker } from './tracker.ts';

/**
 * Makes one tracker what another is: for checkpoints. Both were made with the same options. Where `from` is of this code loaded once
 * more, `open` is what opens it there. Not part of the package's interface. O(capacity).
 */
export function copyTracker(from: Tracker, to: Tracker, open = trackerInternals): void {
  const source = open(from);
  const target = trackerInternals(to);
  copySlots(source.slots, target.slots);
  copyPidIndex(source.index, target.index);
  target.counters.set(source.counters);
  Object.assign(target.work, source.work);
  Object.assign(target.state, source.state);
}

function copySlots(from: SlotTable, to: SlotTable): void {
  to.pids.set(from.pids);
  to.lastNonces.set(from.lastNonces);
  to.lastBeatNs.set(from.lastBeatNs);
  to.statuses.set(from.statuses);
  to.origins.set(from.origins);
  to.nsKnown.set(from.nsKnown);
  to.nsInodes.set(from.nsInodes);
  to.stallEmitted.set(from.stallEmitted);
  to.terminalSeen.set(from.terminalSeen);
  to.generationKnown.set(from.generationKnown);
  to.generations.set(from.generations);
}
