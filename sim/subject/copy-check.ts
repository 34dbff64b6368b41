import { DisturbanceError } from './disturbance.ts';
import { observerViewDisagreement, shownBy, trackerViewDisagreement, type Shown } from './view-agreement.ts';
import type { Views } from './view-audit.ts';

/**
 * Whether a copy holds what it was made of, value by value, and its views agree with themselves. Throws a {@link DisturbanceError}
 * where it is not so. O(capacity).
 */
export function checkCopy(original: Views, copy: Views): void {
  const { trackerView, observerView, listeners } = copy;
  const shown = shownBy(observerView);
  compare(shownBy(original.observerView), shown);
  compare(lastWorkOf(original), lastWorkOf(copy));
  const wrong =
    (trackerView && trackerViewDisagreement(trackerView)) ??
    (observerView && observerViewDisagreement(observerView, listeners.length, shown));
  if (wrong !== null) throw new DisturbanceError(wrong);
}

function compare(values: Shown, copied: Shown): void {
  const at = values.findIndex((value, place) => value !== copied[place]);
  if (at >= 0) throw new DisturbanceError(`a copy holds ${copied[at]} where what it was made of holds ${values[at]}`);
}

/** What the last poll read, and what the last beat or drain took. */
function lastWorkOf({ trackerView, observerView }: Views): Shown {
  const values = [observerView?.reads ?? 0];
  for (let at = 0; at < (observerView?.reads ?? 0); at++)
    values.push(observerView?.readListener(at) ?? -1, observerView?.readOutcomeCode(at) ?? -1);
  if (trackerView !== null)
    values.push(trackerView.stalledPassSlots, trackerView.anyPassSlots, trackerView.probes, trackerView.removalReads, trackerView.cursor);
  return values;
}
