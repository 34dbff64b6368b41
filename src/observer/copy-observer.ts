import { copyTracker } from '../tracker/copy-tracker.ts';
import { trackerInternals } from '../tracker/tracker.ts';
import { observerInternals, type Observer } from './observer.ts';

/**
 * Makes one observer what another is, its ledger included: for checkpoints. Both were made with the same options and as
 * many listeners; what waits there, and what the clocks say, is theirs. Not part of the package's interface. O(capacity).
 *
 * Each part copies itself: its fields are private to the language (`#`), so that nothing outside can write them, this module neither. It
 * reads the other through getters, as that may be of this code loaded once more; `open` opens that then. The other way to a copy, carrying
 * out all operations again, takes O(steps).
 */
export function copyObserver(from: Observer, to: Observer, open = { observerInternals, trackerInternals }): void {
  const source = open.observerInternals(from);
  const target = observerInternals(to);
  copyTracker(from.tracker.tracker, to.tracker.tracker, open.trackerInternals);
  target.time.copyFrom(source.time);
  target.bucket.copyFrom(source.bucket);
  target.schedule.copyFrom(source.schedule);
  target.stalls.copyFrom(source.stalls);
  target.totals.copyFrom(source.totals);
  target.counts.outcomes.set(source.counts.outcomes);
  target.counts.refusals.set(source.counts.refusals);
  target.counts.beats.set(source.counts.beats);
  target.counts.stalls.set(source.counts.stalls);
  target.outOfOrderReported.set(source.outOfOrderReported);
  target.reads.copyFrom(source.reads);
  Object.assign(target.loop, source.loop);
}
