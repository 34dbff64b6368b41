import { MODEL_COUNTERS, type ModelObserver, type ModelTracker } from '../../../oracle/model/index.ts';
import type { ModelCheck } from '../../../oracle/model-check.ts';
import { named } from './read-state.ts';
import type { LedgerState, Named } from './state.ts';

/** The model's state in the form of the production code's; null before there is a tracker. O(capacity). */
export function readModel({ tracker, observer }: ModelCheck): LedgerState | null {
  if (tracker === null) return null;
  return {
    slots: tracker.slots.map((slot, at) => ({
      pid: slot.pid,
      nonce: slot.nonce,
      last: slot.last,
      status: slot.status,
      origin: slot.origin,
      ns: slot.ns,
      stalled: slot.stalled,
      beats: observer === null ? null : BigInt(observer.beats[at]),
      stalls: observer === null ? null : BigInt(observer.stalls[at]),
    })),
    scalars: [...trackerScalars(tracker), ...(observer === null ? [] : observerScalars(observer))],
    counters: [
      ...MODEL_COUNTERS.map((name) => named(`tracker ${name.replaceAll('_', '-')}`, tracker.counts[name])),
      ...(observer === null ? [] : observerCounters(observer)),
    ],
    livePids: [...tracker.index.cells],
  };
}

function trackerScalars(tracker: ModelTracker): Named[] {
  return [
    named('length', tracker.slots.length),
    named('cursor', tracker.cursor),
    named('stalled', tracker.stallCount),
    named('last evicted pid', tracker.lastEvictedPid),
  ];
}

function observerScalars(observer: ModelObserver): Named[] {
  return [
    named('stalls pending', observer.pending),
    named('last drain', observer.lastDrain),
    named('milli-tokens', observer.milliTokens),
    named('next listener', observer.nextListener),
    ...Array.from({ length: observer.listeners }, (_, at) => named(`waiting at ${at}`, observer.waiting(at))),
  ];
}

function observerCounters(observer: ModelObserver): Named[] {
  return [
    ...Object.entries(observer.outcomes).map(([name, value]) => named(name, value)),
    ...Object.entries(observer.refusals).map(([name, value]) => named(name, value)),
    named('clock-regressions', observer.clockRegressions),
    named('clock-jumps', observer.clockForwardJumps),
  ];
}
