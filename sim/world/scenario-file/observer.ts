import { MIN_THRESHOLD_NS } from '../../../src/index.ts';
import type { ObserverScript } from '../script.ts';
import type { ObserverForm } from './file-form.ts';
import type { TextFields } from './text-fields.ts';

/** The observer of a file; what is left out there is left to the observer's own defaults. */
export function readObserver(form: ObserverForm, fields: TextFields): ObserverScript {
  const { threshold, drainInterval, namespace, ...plain } = form;
  return {
    ...plain,
    threshold: fields.longDuration('/observer/threshold', threshold, MIN_THRESHOLD_NS),
    ...(drainInterval !== undefined && { drainInterval: fields.longDuration('/observer/drainInterval', drainInterval, 1n) }),
    ...(namespace !== undefined && { ns: fields.u64OrNull('/observer/namespace', namespace) }),
  };
}
