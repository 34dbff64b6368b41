import { DisturbanceError } from './disturbance.ts';
import { observerViewDisagreement, shownBy, trackerViewDisagreement } from './view-agreement.ts';
import type { Views } from './view-audit.ts';

/**
 * Whether a copy holds what it was made of, value by value, and its views agree with themselves. Throws a {@link DisturbanceError}
 * where it is not so. O(capacity).
 */
export function checkCopy(original: Views, copy: Views): void {
  const [values, copied] = [valuesOf(original), valuesOf(copy)];
  const at = values.findIndex((value, place) => value !== copied[place]);
  if (at >= 0) throw new DisturbanceError(`a copy holds ${copied[at]} where what it was made of holds ${values[at]}`);
  const { trackerView, observerView, listeners } = copy;
  const wrong =
    (trackerView && trackerViewDisagreement(trackerView)) ?? (observerView && observerViewDisagreement(observerView, listeners.length));
  if (wrong !== null) throw new DisturbanceError(wrong);
}

function valuesOf({ trackerView, observerView }: Views): (number | bigint | null)[] {
  const values = observerView === null ? [] : shownBy(observerView);
  for (let at = 0; at < (observerView?.reads ?? 0); at++)
    values.push(observerView?.readListener(at) ?? null, observerView?.readOutcomeCode(at) ?? null);
  if (trackerView !== null)
    values.push(trackerView.stalledPassSlots, trackerView.anyPassSlots, trackerView.probes, trackerView.removalReads, trackerView.cursor);
  return values;
}
