import { OBSERVER_OPTION_LIST, tooTightFor, type OptionValue, type ValueForm } from '../../data/ops/observer-options.ts';
import type { ObserverScript } from '../script.ts';
import type { ObserverForm } from './file-form.ts';
import { within } from './fault.ts';
import type { TextFields } from './text-fields.ts';

/** The observer of a file; what is left out there is left to the observer's own defaults. */
export function readObserver(form: ObserverForm, fields: TextFields): ObserverScript {
  const named = OBSERVER_OPTION_LIST.flatMap(({ name, fileName, form: valueForm }) => {
    const value = form[fileName];
    return value === undefined ? [] : [[name, readValue(valueForm, within('/observer', fileName), value, fields)] as const];
  });
  const observer = Object.fromEntries(named) as unknown as ObserverScript;
  const { threshold, per_pid_rate: rate = 0, allow_tight_rate: isFree = true } = observer;
  const least = isFree ? null : tooTightFor(rate, threshold);
  if (least !== null)
    fields.faults.add(
      within('/observer', 'perPidRate'),
      `must be 0 or at least ${least} for this threshold, unless allowTightRate is true, got ${rate}`,
    );
  return observer;
}

/** Times and namespaces stand in a file as texts; the schema has seen to the others. */
function readValue(form: ValueForm, path: string, value: string | number | boolean | null, fields: TextFields): OptionValue {
  switch (form.kind) {
    case 'time':
      return fields.longDuration(path, value as string, form.leastNs);
    case 'u64-or-null':
      return fields.u64OrNull(path, value as string | null);
    default:
      return value as OptionValue;
  }
}
