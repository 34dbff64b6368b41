import { FRAME_REFUSALS } from '../../src/index.ts';
import { EMPTY_CELL, OUTCOMES, TRACKER_COUNTER_NAMES, type ObserverView, type TrackerView } from '../../src/internal.ts';
import { lowWord } from '../../sim/data/u64-words.ts';
import { FuzzFinding } from './target.ts';

/** The view agrees with itself: counters by name and by index, cells counted and one by one. O(cells). */
export function checkView(view: TrackerView): void {
  for (const [at, name] of TRACKER_COUNTER_NAMES.entries()) {
    if (lowWord(view.counter(name)) !== view.counterLow(at))
      throw new FuzzFinding(`tracker-ops/view-counter/${name}`, String(view.counter(name)));
  }
  let occupied = 0;
  for (let cell = 0; cell < view.cells; cell++) if (view.cellSlot(cell) !== EMPTY_CELL) occupied++;
  if (view.occupiedCells !== occupied) throw new FuzzFinding('tracker-ops/view-cells', `expected ${occupied}, got ${view.occupiedCells}`);
}

/**
 * The same of an observer with so many listeners: totals and last outcomes by name and by index, and the counts of each slot,
 * which its metrics give by pid. Empties the tracker's counters. O(capacity).
 */
export function checkObserverView(view: ObserverView, listeners: number): void {
  for (const [at, name] of OUTCOMES.entries()) checkTotal(name, view.outcomeTotal(name), view.outcomeTotalLow(at));
  for (const [at, name] of FRAME_REFUSALS.entries()) checkTotal(name, view.refusalTotal(name), view.refusalTotalLow(at));
  for (let listener = 0; listener < listeners; listener++) {
    const code = view.lastOutcomeCode(listener);
    const expected = code < 0 ? null : OUTCOMES[code];
    const got = view.lastOutcome(listener);
    if (got !== expected) throw new FuzzFinding('observer-stream/view-last-outcome', `expected ${expected}, got ${got}`);
  }
  checkSlots(view);
}

function checkTotal(name: string, total: bigint, low: number): void {
  if (lowWord(total) !== low) throw new FuzzFinding(`observer-stream/view-total/${name}`, `${total} by name, ${low} by place`);
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
