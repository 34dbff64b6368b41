import { DisturbanceError } from './disturbance.ts';
import { observerViewDisagreement, shownBy, trackerViewDisagreement, type Shown } from './view-agreement.ts';
import type { Views } from './view-audit.ts';

/**
 * Whether a copy holds what it was made of, value by value, and its views agree with themselves. Throws a {@link DisturbanceError}
 * where it is not so. O(capacity).
 */
export function checkCopy(original: Views, copy: Views): void {
  const { trackerView, observerView, listeners } = copy;
  const shown = shownBy(original.observerView);
  compare(shown, (take) => observerView?.show({ value: take, count: take }));
  compare(lastWorkOf(original), (take) => lastWorkOf(copy).forEach(take));
  const wrong =
    (trackerView && trackerViewDisagreement(trackerView)) ??
    (observerView && observerViewDisagreement(observerView, listeners.length, shown));
  if (wrong !== null) throw new DisturbanceError(wrong);
}

type Take = (value: number | bigint | null) => void;

/** Compares value by value, as `show` hands them out: a list of them took a quarter of a check. */
function compare(values: Shown, show: (take: Take) => void): void {
  let at = 0;
  let wrong = -1;
  let got: Shown[number] | undefined;
  show((value) => {
    if (value !== values[at] && wrong < 0) [wrong, got] = [at, value];
    at++;
  });
  if (wrong < 0 && at !== values.length) wrong = at;
  if (wrong >= 0) throw new DisturbanceError(`a copy holds ${got} where what it was made of holds ${values[wrong]}`);
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
