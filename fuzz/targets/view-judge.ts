import { EMPTY_CELL, TRACKER_COUNTER_NAMES, type TrackerView } from '../../src/index.ts';
import { lowWord } from '../../sim/words.ts';
import { FuzzFinding } from './target.ts';

/** What the view says for people is what it says for judges: counters by name and by place, cells counted and one by one. O(cells). */
export function checkView(view: TrackerView): void {
  for (const [at, name] of TRACKER_COUNTER_NAMES.entries()) {
    if (lowWord(view.counter(name)) !== view.counterLow(at))
      throw new FuzzFinding(`tracker-ops/view-counter/${name}`, String(view.counter(name)));
  }
  let occupied = 0;
  for (let cell = 0; cell < view.cells; cell++) if (view.cellSlot(cell) !== EMPTY_CELL) occupied++;
  if (view.occupiedCells !== occupied) throw new FuzzFinding('tracker-ops/view-cells', `expected ${occupied}, got ${view.occupiedCells}`);
}
