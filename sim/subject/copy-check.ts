import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { DisturbanceError } from './disturbance.ts';
import { observerViewDisagreement, trackerViewDisagreement } from './view-agreement.ts';

/** The views of a tracker, and of the observer over it where there is one. */
interface DrivenViews {
  readonly trackerView: TrackerView | null;
  readonly observerView: ObserverView | null;
}

/**
 * Whether a copy holds what it was made of, value by value, and its views agree with themselves. Throws a {@link DisturbanceError}
 * where it is not so. O(capacity).
 */
export function checkCopy(original: DrivenViews, copy: DrivenViews & { readonly listeners: readonly unknown[] }): void {
  const [values, copied] = [valuesOf(original), valuesOf(copy)];
  const at = values.findIndex((value, place) => value !== copied[place]);
  if (at >= 0) throw new DisturbanceError(`a copy holds ${copied[at]} where what it was made of holds ${values[at]}`);
  const { trackerView, observerView, listeners } = copy;
  const wrong =
    (trackerView && trackerViewDisagreement(trackerView)) ?? (observerView && observerViewDisagreement(observerView, listeners.length));
  if (wrong !== null) throw new DisturbanceError(wrong);
}

function valuesOf({ trackerView, observerView }: DrivenViews): (number | bigint | null)[] {
  const values: (number | bigint | null)[] = [];
  const take = (value: number | bigint | null): void => void values.push(value);
  observerView?.show({ value: take, count: take });
  for (let at = 0; at < (observerView?.reads ?? 0); at++)
    values.push(observerView?.readListener(at) ?? null, observerView?.readOutcomeCode(at) ?? null);
  if (trackerView !== null)
    values.push(trackerView.stalledPassSlots, trackerView.anyPassSlots, trackerView.probes, trackerView.removalReads, trackerView.cursor);
  return values;
}
