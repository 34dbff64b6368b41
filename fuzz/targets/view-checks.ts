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
  const [beats, stalls] = [new Map<string | undefined, bigint>(), new Map<string | undefined, bigint>()];
  for (const { name, label, value } of view.observer.metrics()) {
    if (name === BEATS) beats.set(label?.[1], value);
    else if (name === STALLS) stalls.set(label?.[1], value);
  }
  for (let slot = 0; slot < view.tracker.length; slot++) {
    const pid = String(view.tracker.pid(slot));
    checkCount(BEATS, pid, beats.get(pid), view.beatsOf(slot));
    checkCount(STALLS, pid, stalls.get(pid), view.stallsOf(slot));
  }
}

const BEATS = 'varta_beats_total';
const STALLS = 'varta_stalls_total';

function checkCount(name: string, pid: string, expected: bigint | undefined, got: bigint): void {
  if (got !== expected) throw new FuzzFinding(`observer-stream/view-slot/${name}`, `pid ${pid}: expected ${expected}, got ${got}`);
}
