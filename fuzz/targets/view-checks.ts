import type { MetricSample } from '../../src/index.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { totalsDisagreement, trackerViewDisagreement } from '../../sim/subject/view-agreement.ts';
import { FuzzFinding } from './target.ts';

/** The view agrees with itself. O(capacity). */
export function checkView(view: TrackerView): void {
  const wrong = trackerViewDisagreement(view);
  if (wrong !== null) throw new FuzzFinding('tracker-ops/view', wrong);
}

/**
 * The totals of an observer with so many listeners, and the counts of each slot, which its metrics give by pid. Empties the tracker's
 * counters. All that it shows is compared where a copy takes its place: at each input it took a sixth of the time. O(capacity).
 */
export function checkObserverView(view: ObserverView, listeners: number): void {
  const wrong = totalsDisagreement(view, listeners);
  if (wrong !== null) throw new FuzzFinding('observer-stream/view', wrong);
  checkSlots(view);
}

/** The counts of each slot are those that the metrics give by pid. */
function checkSlots(view: ObserverView): void {
  if (view.tracker.length === 0) {
    view.observer.metrics();
    return;
  }
  const samples = view.observer.metrics();
  checkCounts(view, BEATS, samples, (slot) => view.beatsOf(slot));
  checkCounts(view, STALLS, samples, (slot) => view.stallsOf(slot));
}

const BEATS = 'varta_beats_total';
const STALLS = 'varta_stalls_total';

/** One family of the metrics, a sample for each slot in the order of the slots, says of each pid what the view says. */
function checkCounts({ tracker }: ObserverView, name: string, samples: readonly MetricSample[], countAt: (slot: number) => bigint): void {
  let at = samples.findIndex((sample) => sample.name === name);
  for (let slot = 0; slot < tracker.length; slot++, at++) {
    const sample = at < 0 ? undefined : samples[at];
    const pid = String(tracker.pid(slot));
    const expected = sample?.name === name && sample.label?.[1] === pid ? sample.value : undefined;
    const got = countAt(slot);
    if (got !== expected) throw new FuzzFinding(`observer-stream/view-slot/${name}`, `pid ${pid}: expected ${expected}, got ${got}`);
  }
}
