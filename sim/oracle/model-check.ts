import type { FRAME_REFUSALS, ObserverEvent } from '../../src/index.ts';
import type { OUTCOMES, TRACKER_COUNTER_NAMES, ObserverView, TrackerCounterName, TrackerView } from '../../src/internal.ts';
import {
  copyModelObserver,
  decodeModelFrame,
  encodeModelFrame,
  modelExposition,
  MODEL_COUNTERS,
  MODEL_OUTCOMES,
  MODEL_REFUSALS,
  ModelObserver,
  ModelTracker,
  ModelUdpListener,
  modelUdpMetrics,
  type ModelObserverOptions,
  type ModelSlot,
  type ModelTrackerOptions,
} from './model/index.ts';
import type { SocketReply, UdpSettings } from '../data/ops/adapter-ops.ts';
import type { OptionName, TrackerSettings } from '../data/ops/observer-options.ts';
import type { DatagramOp, Exchange, MetricValue, ObserverOp, Op, TRACE_COUNTER } from '../data/ops/op.ts';
import { hasWords } from '../data/u64-words.ts';
import { CountAgreement } from './count-agreement.ts';
import type { LedgerReading } from './ledger-reading.ts';
import {
  counterDifference,
  countsDifference,
  eventDifference,
  metricDifference,
  replyDifference,
  slotDifference,
  stateDifference,
  type CountDifference,
  type Difference,
} from './difference.ts';
import { eventsAgree, repliesAgree } from './replies-agree.ts';
import { SlotReading, STALLED, TERMINAL_SEEN } from './slot-reading.ts';

/** The names of counters as they stand in a trace, one by one. */
type InTrace<Names extends readonly TrackerCounterName[]> = { readonly [At in keyof Names]: (typeof TRACE_COUNTER)[Names[At]] };

/** The model's counters, in the order of the production code's: the compiler holds both lists against each other. */
const COUNTERS: InTrace<typeof TRACKER_COUNTER_NAMES> = MODEL_COUNTERS;

/** The model's outcomes, in the order of the production code's. */
const OUTCOMES_OF_BOTH: typeof OUTCOMES = MODEL_OUTCOMES;

/** The model's reasons to refuse a frame, in the order of the production code's. */
const REFUSALS_OF_BOTH: typeof FRAME_REFUSALS = MODEL_REFUSALS;

/** The model beside the production code: takes the same operations and compares. */
export class ModelCheck {
  tracker: ModelTracker | null = null;
  observer: ModelObserver | null = null;
  /** The settings of its UDP listeners, and these; none where the listeners are synthetic. */
  #udp: UdpSettings | null = null;
  #udpListeners: readonly ModelUdpListener[] = [];
  readonly #slot = new SlotReading();
  readonly #counters = new CountAgreement();
  readonly #outcomes = new CountAgreement();

  /** Carries out the operation of an exchange on the model and compares the replies. Null where both say the same. */
  apply(got: Exchange): Difference | null {
    return compareReplies(this.answer(got.op), got);
  }

  /** Carries out one operation on the model: what it replies. Any but the first must fit what was started. */
  answer(op: Op): Exchange {
    switch (op.op) {
      case 'datagram':
        this.deliver(op);
        return { kind: 'datagram', op, reply: null };
      case 'poll':
        return { kind: 'poll', op, reply: this.observer?.poll(this.#reading(op.now)) ?? null };
      case 'record': {
        const tracker = this.tracker as ModelTracker;
        return { kind: 'record', op, reply: tracker.record(op, op.now, op.threshold, op.origin, op.ns, op.generation) };
      }
      case 'drain':
        return { kind: 'drain', op, reply: this.tracker?.drain(op.now, op.threshold) ?? [] };
      case 'take': {
        const value = this.tracker?.take(op.counter) ?? null;
        return { kind: 'take', op, reply: op.counter === 'evicted_pid' || value === null ? value : BigInt(value) };
      }
      case 'get': {
        const { tracker } = this;
        if (op.field === 'last_ns') return { kind: 'get', op, reply: tracker?.lastNsOf(op.pid) };
        return { kind: 'get', op, reply: op.field === 'origin' ? tracker?.originOf(op.pid) : tracker?.nsOf(op.pid) };
      }
      case 'len':
        return { kind: 'len', op, reply: this.tracker?.slots.length ?? 0 };
      case 'decode':
        return { kind: 'decode', op, reply: decodeModelFrame(op.bytes) };
      case 'encode':
        return { kind: 'encode', op, reply: encodeModelFrame(op.frame) };
      case 'metrics':
        return { kind: 'metrics', op, reply: this.#metrics() };
      case 'exposition':
        return { kind: 'exposition', op, reply: modelExposition(op) };
      case 'socket':
        this.#udpListeners[op.listener].happen(op.event, op.count ?? 0);
        return { kind: 'socket', op, reply: this.#lookAt(op.listener) };
      // The model must know every option: one that it lacks does not compile here.
      case 'new':
        this.observer = null;
        this.tracker = new ModelTracker(op satisfies Pick<ModelTrackerOptions, keyof TrackerSettings>);
        return { kind: 'new', op, reply: null };
      case 'observer':
        this.observer = new ModelObserver(op satisfies Pick<ModelObserverOptions, OptionName>, op.listeners);
        this.tracker = this.observer.tracker;
        this.#startListeners(op);
        return { kind: 'observer', op, reply: null };
      case 'settled':
        return { kind: 'settled', op, reply: null };
    }
  }

  /** Becomes what `other`, that began with the same operation, is. O(capacity + datagrams that wait). */
  copyFrom({ observer, tracker }: ModelCheck): void {
    if (observer !== null && this.observer !== null) copyModelObserver(observer, this.observer);
    else if (tracker !== null) this.tracker?.copyFrom(tracker);
  }

  /** Hands the model a datagram. */
  deliver(op: DatagramOp): void {
    const { observer } = this;
    if (observer === null) return;
    const { listener } = op;
    const heard = this.#udp === null ? op : this.#udpListeners[listener].hear(op, observer.waiting(listener));
    if (heard !== null) observer.deliver(listener, heard);
  }

  #startListeners({ udp, listeners }: ObserverOp): void {
    this.#udp = udp ?? null;
    this.#udpListeners = udp === undefined ? [] : Array.from({ length: listeners }, (_, at) => new ModelUdpListener(udp, at));
  }

  #lookAt(listener: number): SocketReply {
    return this.#udpListeners[listener].look(this.observer?.waiting(listener) ?? 0);
  }

  #metrics(): MetricValue[] {
    const own = this.observer?.metrics() ?? [];
    if (this.#udp === null) return own;
    return [
      ...own,
      ...modelUdpMetrics(
        this.#udpListeners.map((_, at) => this.#lookAt(at)),
        this.#udp.waiting_max,
      ),
    ];
  }

  /** What the observer's clock reads at a reading of the host's: with an adapter, the time since that was made. */
  #reading(nowNs: bigint): bigint {
    if (this.#udp === null) return nowNs;
    const startNs = this.#udp.clock_start;
    return nowNs < startNs ? 0n : nowNs - startNs;
  }

  /** Compares the scalars of the ledger and of the observer. */
  compareState(view: TrackerView, observer: ObserverView | null): Difference | null {
    const model = this.tracker;
    if (model === null) return null;
    if (view.length !== model.slots.length) return stateDifference('length', model.slots.length, view.length);
    if (view.cursor !== model.cursor) {
      const passes = `the pass over stalled slots read ${view.stalledPassSlots}, the pass over all ${view.anyPassSlots}`;
      return stateDifference('cursor', model.cursor, view.cursor, passes);
    }
    if (view.stallCount !== model.stallCount) return stateDifference('stall count', model.stallCount, view.stallCount);
    return observer === null || this.observer === null ? null : compareObserver(this.observer, observer);
  }

  /** Compares all counters, as they were read. */
  compareCounters(view: TrackerView, { counterReading, counters, outcomeReading, outcomes }: LedgerReading): Difference | null {
    const model = this.tracker;
    if (model === null) return null;
    const at = this.#counters.firstDifferent(counterReading, model.counts);
    if (at >= 0) return counterDifference(COUNTERS[at], model.counts.counts[at], counters[at]);
    if (view.lastEvictedPid !== model.lastEvictedPid) return counterDifference('evicted_pid', model.lastEvictedPid, view.lastEvictedPid);
    if (this.observer === null || this.#outcomes.firstDifferent(outcomeReading, this.observer.outcomes) < 0) return null;
    return countsDifference(differentCounts(OUTCOMES_OF_BOTH, this.observer.outcomes.counts, (code) => outcomes[code]));
  }

  /** Compares the counts of refused frames, by reason. */
  compareRefusals(observer: ObserverView): Difference | null {
    if (this.observer === null) return null;
    const { counts } = this.observer.refusals;
    const got = (at: number): number => observer.refusalTotalLow(at);
    return haveSameCounts(counts, got) ? null : countsDifference(differentCounts(REFUSALS_OF_BOTH, counts, got));
  }

  /** Compares one slot, as it was read. */
  compareSlot(view: TrackerView, slot: number, reading: SlotReading): Difference | null {
    const model = this.tracker?.slots[slot];
    return model === undefined || slotsAgree(model, reading) ? null : slotDifference(slot, model, slotOf(view, slot));
  }

  /** Compares every slot. O(capacity). */
  compareTable(view: TrackerView): Difference | null {
    const length = this.tracker?.slots.length ?? 0;
    for (let slot = 0; slot < length; slot++) {
      const difference = this.compareSlot(view, slot, this.#slot.read(view, slot));
      if (difference !== null) return { ...difference, rule: 'table' };
    }
    return null;
  }

  /** Runs the model's loop once and compares what it surfaces. */
  poll(nowNs: bigint, event: ObserverEvent | null, observer: ObserverView | null): Difference | null {
    const expected = this.observer?.poll(this.#reading(nowNs)) ?? null;
    if (areSame(expected, event)) return null;
    const outcomes =
      observer === null || this.observer === null
        ? []
        : differentCounts(OUTCOMES_OF_BOTH, this.observer.outcomes.counts, (at) => observer.outcomeTotalLow(at));
    return eventDifference(expected, event, outcomes);
  }
}

function areSame(expected: ObserverEvent | null, got: ObserverEvent | null): boolean {
  return expected === null || got === null ? expected === got : eventsAgree(expected, got);
}

function compareReplies(expected: Exchange, got: Exchange): Difference | null {
  if (expected.kind === 'poll' && got.kind === 'poll')
    return areSame(expected.reply, got.reply) ? null : eventDifference(expected.reply, got.reply, []);
  if (expected.kind === 'metrics' && got.kind === 'metrics') return metricDifference(expected.reply, got.reply);
  return repliesAgree(expected, got) ? null : replyDifference(expected, got);
}

function haveSameCounts(counts: Uint32Array, got: (at: number) => number): boolean {
  for (let at = 0; at < counts.length; at++) if (got(at) !== counts[at]) return false;
  return true;
}

function differentCounts<Name extends string>(
  names: readonly Name[],
  counts: Uint32Array,
  got: (at: number) => number,
): CountDifference<Name>[] {
  return names.flatMap((name, at) => (got(at) === counts[at] ? [] : [{ name, expected: counts[at], got: got(at) }]));
}

function compareObserver(model: ModelObserver, observer: ObserverView): Difference | null {
  if (observer.pendingStalls !== model.pending) return stateDifference('pending stalls', model.pending, observer.pendingStalls);
  if (observer.nextListener !== model.nextListener) return stateDifference('next listener', model.nextListener, observer.nextListener);
  if (observer.milliTokens !== model.milliTokens) return stateDifference('milli-tokens', model.milliTokens, observer.milliTokens);
  if (observer.lastDrainNs !== model.lastDrain)
    return stateDifference('last drain', model.lastDrain, observer.lastDrainNs, drainNote(model, observer));
  if (observer.drains !== model.drains) return stateDifference('drains', model.drains, observer.drains);
  return compareClock(model, observer);
}

/** Which of the two drained in this poll. */
function drainNote({ drains }: ModelObserver, observer: ObserverView): string {
  if (drains === observer.drains) return '';
  return observer.drains > drains ? 'this poll drained, the model’s did not' : 'this poll did not drain, the model’s did';
}

function compareClock(model: ModelObserver, observer: ObserverView): Difference | null {
  const { clockRegressions, clockForwardJumps } = observer;
  // Nearly always both are zero, and turning a bigint into a number is dear.
  if (clockRegressions !== 0n || model.clockRegressions !== 0) {
    if (Number(clockRegressions) !== model.clockRegressions)
      return stateDifference('clock regressions', model.clockRegressions, clockRegressions);
  }
  if (clockForwardJumps !== 0n || model.clockForwardJumps !== 0) {
    if (Number(clockForwardJumps) !== model.clockForwardJumps)
      return stateDifference('clock jumps', model.clockForwardJumps, clockForwardJumps);
  }
  if (observer.pauses !== 0n || model.pauses !== 0) {
    if (Number(observer.pauses) !== model.pauses) return stateDifference('pauses', model.pauses, observer.pauses);
  }
  return null;
}

function slotsAgree(model: ModelSlot, got: SlotReading): boolean {
  return (
    got.pid === model.pid &&
    hasWords(model.nonce, got.nonceHigh, got.nonceLow) &&
    hasWords(model.last, got.beatHigh, got.beatLow) &&
    got.status === model.status &&
    got.origin === model.origin &&
    got.hasNamespace(model.ns) &&
    ((got.flags & STALLED) !== 0) === model.stalled &&
    ((got.flags & TERMINAL_SEEN) !== 0) === model.terminal &&
    got.generation === model.generation
  );
}

/** All of a slot that the model has, too. O(1). */
export function slotOf(view: TrackerView, slot: number): ModelSlot {
  return {
    pid: view.pid(slot),
    nonce: view.lastNonce(slot),
    last: view.lastBeatNs(slot),
    status: view.status(slot),
    origin: view.origin(slot),
    ns: view.nsInode(slot),
    stalled: view.stallEmitted(slot),
    terminal: view.terminalSeen(slot),
    generation: view.generation(slot),
  };
}
