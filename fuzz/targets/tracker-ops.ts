import type { Tracker } from '../../src/index.ts';
import type { TrackerView } from '../../src/internal.ts';
import type { NewOp } from '../../sim/data/ops/op.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { Run } from '../../sim/run/run.ts';
import { TRACKER_DICTIONARY } from '../format/dictionary.ts';
import { trackerOps as opsOf, trackerSteps, writeTracker } from '../format/tracker-format.ts';
import { trackerBounds, trackerLengthWithin } from '../format/tracker-scan.ts';
import { meteredOrNot, raise, type FuzzTarget } from './target.ts';
import { reportGoals } from '../feature.ts';
import { Misused, MisuseTrial } from './tracker-misuse.ts';
import { checkView } from './view-checks.ts';

/** Largest table that is read whole after every step; a larger one after evictions, drains and at the end. */
const FULL_CHECK_CAPACITY = 8;

/** The target over another production code than the real one: for tests that plant bugs. */
export function trackerOpsTarget(production: Production): FuzzTarget {
  const misused = new Misused(production);
  return {
    name: 'tracker-ops',
    sentence: 'bytes as operations on a bare tracker, judged by the model and all invariants',
    formatVersion: 1,
    lengthMax: 256,
    ...meteredOrNot(production, (bytes, counts) => {
      const steps = trackerSteps(bytes);
      const { capacity } = steps[0] as NewOp;
      const run = new Run({
        production,
        folds: false,
        counts,
        check: capacity <= FULL_CHECK_CAPACITY ? 'full' : 'cheap',
      });
      const misuses = new MisuseTrial(misused);
      for (const step of steps) {
        if (step.op !== undefined) {
          if (step.op === 'new') misuses.startTable();
          raise(run.step(step));
        } else misuses.make(step.misuse, run.subject.tracker as Tracker);
      }
      raise(run.finish());
      checkView(run.subject.trackerView as TrackerView);
      reportGoals(run.goalCounts);
    }),
    dictionary: TRACKER_DICTIONARY,
    boundsOf: trackerBounds,
    lengthWithin: trackerLengthWithin,
    toOps: opsOf,
    fromOps: writeTracker,
  };
}

/** Tracker operations of any order and any values, with calls that must be refused between them. */
export const trackerOps = trackerOpsTarget(PRODUCTION);
