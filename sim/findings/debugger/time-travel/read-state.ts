import { FRAME_REFUSALS, OUTCOMES, TRACKER_COUNTER_NAMES, type ObserverView, type TrackerView } from '../../../../src/index.ts';
import type { Subject } from '../../../subject/subject.ts';
import type { Named, SlotState, State } from './state.ts';

/** Everything that can be seen of the production code now, as values; null before there is a tracker. O(capacity + datagrams). */
export function readState({ trackerView: view, observerView: observer, listeners }: Subject): State | null {
  if (view === null) return null;
  const cells = Array.from({ length: view.cells }, (_, cell) => view.cellSlot(cell));
  return {
    slots: Array.from({ length: view.length }, (_, slot) => readSlot(view, observer, slot)),
    scalars: [
      ...trackerScalars(view),
      ...(observer === null ? [] : observerScalars(observer)),
      ...listeners.map(({ waiting }, at) => named(`waiting at ${at}`, waiting)),
    ],
    counters: [...trackerCounters(view), ...(observer === null ? [] : observerCounters(observer))],
    livePids: cells.map((slot, cell) => (slot >= 0 ? view.cellPid(cell) : null)),
    capacity: view.tracker.capacity,
    policy: view.tracker.evictionPolicy,
    window: view.tracker.evictionScanWindow,
    indexSize: view.indexSize,
    cellSlots: cells,
    nowNs: observer?.nowNs ?? null,
    queues: listeners.map((listener) => listener.queue()),
  };
}

function readSlot(view: TrackerView, observer: ObserverView | null, slot: number): SlotState {
  return {
    pid: view.pid(slot),
    nonce: view.lastNonce(slot),
    last: view.lastBeatNs(slot),
    status: view.status(slot),
    origin: view.origin(slot),
    ns: view.nsInode(slot),
    stalled: view.stallEmitted(slot),
    beats: observer?.beatsOf(slot) ?? null,
    stalls: observer?.stallsOf(slot) ?? null,
  };
}

function trackerScalars(view: TrackerView): Named[] {
  return [
    named('length', view.length),
    named('cursor', view.cursor),
    named('stalled', view.stallCount),
    named('last evicted pid', view.lastEvictedPid),
  ];
}

function observerScalars(observer: ObserverView): Named[] {
  return [
    named('stalls pending', observer.pendingStalls),
    named('last drain', observer.lastDrainNs),
    named('milli-tokens', observer.milliTokens),
    named('next listener', observer.nextListener),
  ];
}

function trackerCounters(view: TrackerView): Named[] {
  return TRACKER_COUNTER_NAMES.map((name) => named(inWords(name), view.counter(name)));
}

function observerCounters(observer: ObserverView): Named[] {
  return [
    ...OUTCOMES.map((name) => named(name, observer.outcomeTotal(name))),
    ...FRAME_REFUSALS.map((name) => named(name, observer.refusalTotal(name))),
    named('clock-regressions', observer.clockRegressions),
    named('clock-jumps', observer.clockForwardJumps),
  ];
}

/** `nonceWraps` as `tracker nonce-wraps`: the observer counts some things under the same names. */
function inWords(name: string): string {
  return `tracker ${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A value with its name. */
export function named(name: string, value: number | bigint | null): Named {
  return { name, value: value === null ? null : BigInt(value) };
}
