import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { Run } from '../../sim/run/run.ts';
import { OBSERVER_DICTIONARY } from '../format/dictionary.ts';
import { observerOps, writeObserver } from '../format/observer-format.ts';
import { observerBounds, observerLengthWithin } from '../format/observer-scan.ts';
import { meteredOrNot, raise, type FuzzTarget } from './target.ts';
import { reportGoals } from '../feature.ts';
import { checkObserverView } from './view-checks.ts';

/** The target over another production code than the real one: for tests that plant bugs. */
export function observerStreamTarget(production: Production): FuzzTarget {
  return {
    name: 'observer-stream',
    sentence: 'bytes as an observer, datagrams good and bad, polls and clock readings, judged by the model and all invariants',
    formatVersion: 1,
    lengthMax: 256,
    ...meteredOrNot(production, (bytes, counts) => {
      const run = new Run({ production, folds: false, counts });
      for (const op of observerOps(bytes)) raise(run.step(op));
      raise(run.finish());
      const { observerView, listeners } = run.subject;
      if (observerView !== null) checkObserverView(observerView, listeners.length);
      reportGoals(run.goalCounts);
    }),
    dictionary: OBSERVER_DICTIONARY,
    boundsOf: observerBounds,
    lengthWithin: observerLengthWithin,
    toOps: observerOps,
    fromOps: writeObserver,
  };
}

/** An observer and whatever a network and a clock may do to it. */
export const observerStream = observerStreamTarget(PRODUCTION);
