import type { RunData } from '../engine/messages.ts';
import { risingTimes } from '../picture/axis.ts';
import { Lanes } from '../picture/paint-timeline.ts';
import type { PageInsight } from '../page-data.ts';
import type { ShownRun } from './state.ts';

/** A run with what is drawn of it. */
export function shownRun(data: RunData, label: string, insight: PageInsight | null = null): ShownRun {
  return { ...data, label, insight, lanes: new Lanes(data.columns), rising: risingTimes(data.columns.timesNs) };
}
