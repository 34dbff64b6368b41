import { FRAME_REFUSALS, OUTCOMES, TRACKER_COUNTER_NAMES } from '../../../data/spec/names.ts';
import type { ObserverView, TrackerView } from '../../../../src/internal.ts';
import { TRACE_COUNTER, type DatagramOp } from '../../../data/ops/op.ts';
import { slotOf, type ModelCheck } from '../../../oracle/model-check.ts';
import { MODEL_COUNTERS, type ModelObserver, type ModelSlot, type ModelTally, type ModelTracker } from '../../../oracle/model/index.ts';
import type { Subject } from '../../../subject/subject.ts';

/** One slot in use, as it was at some step: all that the model check compares. */
export interface SlotState extends Readonly<ModelSlot> {
  /** Accepted beats and surfaced stalls of the pid; null without an observer. */
  readonly beats: bigint | null;
  readonly stalls: bigint | null;
}

/** A value with its name; null is "none". */
export interface Named {
  readonly name: string;
  readonly value: bigint | null;
}

/** What can be read of the production code and of the model alike, so that the two can be compared value by value. */
export interface LedgerState {
  readonly slots: readonly SlotState[];
  /** Length, cursor and the like. */
  readonly scalars: readonly Named[];
  /** Counts of what happened. */
  readonly counters: readonly Named[];
  /** By cell of the pid index: the live pid, or null. */
  readonly livePids: readonly (number | null)[];
}

/** The production code at some step. */
export interface State extends LedgerState {
  readonly capacity: number;
  readonly policy: string;
  readonly window: number;
  readonly indexSize: number;
  /** By cell: the slot that a live cell names, −1 for an empty cell, −2 for a tombstone. */
  readonly cellSlots: readonly number[];
  /** The observer's time, nanoseconds; null without an observer. */
  readonly nowNs: bigint | null;
  /** Datagrams that wait, by listener, oldest first. */
  readonly queues: readonly (readonly DatagramOp[])[];
}

type Value = number | bigint | null;

/** Values that both have, by name: how the production code's view gives them, and how the model does. */
type Readings<View, Model> = Readonly<Record<string, readonly [(view: View) => Value, (model: Model) => Value]>>;

const TRACKER_SCALARS: Readings<TrackerView, ModelTracker> = {
  length: [({ length }) => length, ({ slots }) => slots.length],
  cursor: [({ cursor }) => cursor, ({ cursor }) => cursor],
  stalled: [({ stallCount }) => stallCount, ({ stallCount }) => stallCount],
  'last evicted pid': [({ lastEvictedPid }) => lastEvictedPid, ({ lastEvictedPid }) => lastEvictedPid],
};

const OBSERVER_SCALARS: Readings<ObserverView, ModelObserver> = {
  'stalls pending': [({ pendingStalls }) => pendingStalls, ({ pending }) => pending],
  'last drain': [({ lastDrainNs }) => lastDrainNs, ({ lastDrain }) => lastDrain],
  'milli-tokens': [({ milliTokens }) => milliTokens, ({ milliTokens }) => milliTokens],
  'next listener': [({ nextListener }) => nextListener, ({ nextListener }) => nextListener],
};

const OBSERVER_COUNTERS: Readings<ObserverView, ModelObserver> = {
  'clock-regressions': [({ clockRegressions }) => clockRegressions, ({ clockRegressions }) => clockRegressions],
  'clock-jumps': [({ clockForwardJumps }) => clockForwardJumps, ({ clockForwardJumps }) => clockForwardJumps],
  pauses: [({ pauses }) => pauses, ({ pauses }) => pauses],
};

/** Everything that can be seen of the production code now, as values; null before there is a tracker. O(capacity + datagrams). */
export function readState({ trackerView: view, observerView: observer, listeners }: Subject): State | null {
  if (view === null) return null;
  const cells = Array.from({ length: view.cells }, (_, cell) => view.cellSlot(cell));
  return {
    slots: Array.from({ length: view.length }, (_, slot) => readSlot(view, observer, slot)),
    scalars: [
      ...fromView(TRACKER_SCALARS, view),
      ...fromView(OBSERVER_SCALARS, observer),
      ...listeners.map(({ waiting }, at) => named(`waiting at ${at}`, waiting)),
    ],
    counters: [
      ...TRACKER_COUNTER_NAMES.map((name) => named(trackerCounter(TRACE_COUNTER[name]), view.counter(name))),
      ...(observer === null ? [] : OUTCOMES.map((name) => named(name, observer.outcomeTotal(name)))),
      ...(observer === null ? [] : FRAME_REFUSALS.map((name) => named(name, observer.refusalTotal(name)))),
      ...fromView(OBSERVER_COUNTERS, observer),
    ],
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
  return { ...slotOf(view, slot), beats: observer?.beatsOf(slot) ?? null, stalls: observer?.stallsOf(slot) ?? null };
}

/** The model's state in the form of the production code's; null before there is a tracker. O(capacity). */
export function readModel({ tracker, observer }: ModelCheck): LedgerState | null {
  if (tracker === null) return null;
  return {
    slots: tracker.slots.map((slot, at) => ({
      ...slot.plain,
      beats: observer === null ? null : BigInt(observer.beats[at]),
      stalls: observer === null ? null : BigInt(observer.stalls[at]),
    })),
    scalars: [
      ...fromModel(TRACKER_SCALARS, tracker),
      ...fromModel(OBSERVER_SCALARS, observer),
      ...Array.from({ length: observer?.listeners ?? 0 }, (_, at) => named(`waiting at ${at}`, observer?.waiting(at) ?? null)),
    ],
    counters: [
      ...MODEL_COUNTERS.map((name) => named(trackerCounter(name), tracker.counts.of(name))),
      ...(observer === null ? [] : fromTally(observer.outcomes)),
      ...(observer === null ? [] : fromTally(observer.refusals)),
      ...fromModel(OBSERVER_COUNTERS, observer),
    ],
    livePids: [...tracker.index.cells],
  };
}

function fromTally<Name extends string>({ names, counts }: ModelTally<Name>): Named[] {
  return names.map((name, at) => named(name, counts[at]));
}

function fromView<View, Model>(readings: Readings<View, Model>, view: View | null): Named[] {
  return view === null ? [] : Object.entries(readings).map(([name, [read]]) => named(name, read(view)));
}

function fromModel<View, Model>(readings: Readings<View, Model>, model: Model | null): Named[] {
  return model === null ? [] : Object.entries(readings).map(([name, [, read]]) => named(name, read(model)));
}

/** `nonce_wraps` as `tracker nonce-wraps`: the observer counts some things under the same names. */
function trackerCounter(name: string): string {
  return `tracker ${name.replaceAll('_', '-')}`;
}

function named(name: string, value: Value): Named {
  return { name, value: value === null ? null : BigInt(value) };
}

/** A value that is another in the model. */
export interface Disagreement {
  readonly what: string;
  readonly model: string;
  readonly got: string;
}

/** Everything in which the production code and the model differ, the broad things first. O(capacity). */
export function disagreements(got: LedgerState | null, model: LedgerState | null): Disagreement[] {
  if (got === null || model === null)
    return got === model ? [] : [{ what: 'tracker', model: model === null ? 'none' : 'one', got: got === null ? 'none' : 'one' }];
  const found = [...compareNamed(got.scalars, model.scalars), ...compareNamed(got.counters, model.counters)];
  for (let slot = 0; slot < Math.max(got.slots.length, model.slots.length); slot++)
    found.push(...compareSlots(slot, got.slots[slot], model.slots[slot]));
  got.livePids.forEach((pid, cell) => {
    if (pid !== model.livePids[cell])
      found.push({ what: `cell ${cell}`, model: String(model.livePids[cell] ?? 'free'), got: String(pid ?? 'free') });
  });
  return found;
}

function compareNamed(got: readonly Named[], model: readonly Named[]): Disagreement[] {
  return got.flatMap(({ name, value }, at) => {
    const expected = model[at]?.name === name ? model[at].value : undefined;
    return expected === value ? [] : [{ what: name, model: String(expected ?? 'none'), got: String(value ?? 'none') }];
  });
}

function compareSlots(slot: number, got: SlotState | undefined, model: SlotState | undefined): Disagreement[] {
  const shown = (state: SlotState | undefined): string => (state === undefined ? 'free' : `pid ${state.pid}`);
  if (got === undefined || model === undefined) return [{ what: `slot ${slot}`, model: shown(model), got: shown(got) }];
  return (Object.keys(got) as (keyof SlotState)[])
    .filter((field) => got[field] !== model[field])
    .map((field) => ({ what: `slot ${slot} ${field}`, model: String(model[field]), got: String(got[field]) }));
}
