import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { Run } from '../../sim/run/run.ts';
import { OBSERVER_DICTIONARY } from '../format/dictionary.ts';
import { observerBounds, observerOps } from '../format/read-observer.ts';
import { writeObserver } from '../format/write-observer.ts';
import { raise } from './judged.ts';
import { markGoals } from './mark-goals.ts';
import type { FuzzTarget } from './target.ts';
import { checkObserverView } from './view-judge.ts';

/** The target over another production code than the real one: for tests that plant bugs. */
export function observerStreamTarget(production: Production): FuzzTarget {
  return {
    name: 'observer-stream',
    sentence: 'bytes as an observer, datagrams good and bad, polls and clock readings, judged by the model and all invariants',
    formatVersion: 1,
    lengthMax: 256,
    fuzz(bytes) {
      const run = new Run({ production });
      for (const op of observerOps(bytes)) raise(run.step(op));
      raise(run.finish());
      const { observerView, listeners } = run.subject;
      if (observerView !== null) checkObserverView(observerView, listeners.length);
      markGoals(run.goalCounts);
    },
    dictionary: OBSERVER_DICTIONARY,
    boundsOf: observerBounds,
    toOps: observerOps,
    fromOps: writeObserver,
  };
}

/** An observer and whatever a network and a clock may do to it. */
export const observerStream = observerStreamTarget(PRODUCTION);
