import type {
  FRAME_REFUSALS,
  OUTCOMES,
  TRACKER_COUNTER_NAMES,
  ObserverEvent,
  ObserverView,
  TrackerCounterName,
  TrackerView,
} from '../../src/index.ts';
import {
  decodeModelFrame,
  encodeModelFrame,
  MODEL_COUNTERS,
  MODEL_OUTCOMES,
  MODEL_REFUSALS,
  ModelObserver,
  ModelTracker,
  type ModelObserverOptions,
  type ModelSlot,
  type ModelTrackerOptions,
} from './model/index.ts';
import type { OptionName, TrackerSettings } from '../data/ops/observer-options.ts';
import type { DatagramOp, Exchange, MetricValue, Op, TRACE_COUNTER } from '../data/ops/op.ts';
import { formatReplyLine } from '../data/ops/reply-format.ts';
import { hasWords } from '../data/u64-words.ts';
import { eventsAgree, repliesAgree } from './replies-agree.ts';

/** The sentences of the comparison, by rule. */
export const MODEL_RULES = {
  reply: 'the reply is the one that the model gives',
  event: 'a poll surfaces what the model’s poll surfaces',
  state: 'length, cursor, stall count, clock, limiter and schedule are those of the model',
  counters: 'every counter is that of the model',
  slot: 'a slot that the step was about is as the model has it',
  table: 'every slot is as the model has it',
} as const;

/** Where the production code and the model differ. */
export interface Difference {
  /** See {@link MODEL_RULES}. */
  readonly rule: keyof typeof MODEL_RULES;
  readonly expected: string;
  readonly got: string;
}

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
        return { kind: 'poll', op, reply: this.observer?.poll(op.now) ?? null };
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
        return { kind: 'metrics', op, reply: this.observer?.metrics() ?? [] };
      // The model must know every option: one that it lacks does not compile here.
      case 'new':
        this.observer = null;
        this.tracker = new ModelTracker(op satisfies Pick<ModelTrackerOptions, keyof TrackerSettings>);
        return { kind: 'new', op, reply: null };
      case 'observer':
        this.observer = new ModelObserver(op satisfies Pick<ModelObserverOptions, OptionName>, op.listeners);
        this.tracker = this.observer.tracker;
        return { kind: 'observer', op, reply: null };
      case 'settled':
        return { kind: 'settled', op, reply: null };
    }
  }

  /** Hands the model a datagram. */
  deliver(op: DatagramOp): void {
    this.observer?.deliver(op.listener, op);
  }

  /** Compares the scalars of the ledger and of the observer. */
  compareState(view: TrackerView, observer: ObserverView | null): Difference | null {
    const model = this.tracker;
    if (model === null) return null;
    if (view.length !== model.slots.length) return state('length', model.slots.length, view.length);
    if (view.cursor !== model.cursor) return state('cursor', model.cursor, view.cursor);
    if (view.stallCount !== model.stallCount) return state('stall count', model.stallCount, view.stallCount);
    return observer === null || this.observer === null ? null : compareObserver(this.observer, observer);
  }

  /** Compares all counters. */
  compareCounters(view: TrackerView, observer: ObserverView | null): Difference | null {
    const model = this.tracker;
    if (model === null) return null;
    const { counts } = model.counts;
    for (let at = 0; at < COUNTERS.length; at++) {
      const got = view.counterLow(at);
      if (got !== counts[at]) return counter(COUNTERS[at], counts[at], got);
    }
    if (view.lastEvictedPid !== model.lastEvictedPid) return counter('evicted_pid', model.lastEvictedPid, view.lastEvictedPid);
    return observer === null || this.observer === null ? null : compareOutcomes(this.observer, observer);
  }

  /** Compares the counts of refused frames, by reason. */
  compareRefusals(observer: ObserverView): Difference | null {
    if (this.observer === null) return null;
    const { counts } = this.observer.refusals;
    for (let at = 0; at < REFUSALS_OF_BOTH.length; at++) {
      const got = observer.refusalTotalLow(at);
      if (got !== counts[at]) return counter(REFUSALS_OF_BOTH[at], counts[at], got);
    }
    return null;
  }

  /** Compares one slot. */
  compareSlot(view: TrackerView, slot: number): Difference | null {
    const model = this.tracker?.slots[slot];
    if (model === undefined || slotsAgree(model, view, slot)) return null;
    return { rule: 'slot', expected: showModelSlot(model), got: showSlot(view, slot) };
  }

  /** Compares every slot. O(capacity). */
  compareTable(view: TrackerView): Difference | null {
    for (let slot = 0; slot < view.length; slot++) {
      const difference = this.compareSlot(view, slot);
      if (difference !== null) return { ...difference, rule: 'table' };
    }
    return null;
  }

  /** Runs the model's loop once and compares what it surfaces. */
  poll(nowNs: bigint, event: ObserverEvent | null): Difference | null {
    return compareEvents(this.observer?.poll(nowNs) ?? null, event);
  }
}

function compareReplies(expected: Exchange, got: Exchange): Difference | null {
  if (expected.kind === 'poll' && got.kind === 'poll') return compareEvents(expected.reply, got.reply);
  if (expected.kind === 'metrics' && got.kind === 'metrics') return compareMetrics(expected.reply, got.reply);
  return repliesAgree(expected, got) ? null : { rule: 'reply', expected: formatReplyLine(expected), got: formatReplyLine(got) };
}

function compareEvents(expected: ObserverEvent | null, got: ObserverEvent | null): Difference | null {
  if (expected === null && got === null) return null;
  if (expected !== null && got !== null && eventsAgree(expected, got)) return null;
  return { rule: 'event', expected: showValue(expected), got: showValue(got) };
}

function state(what: string, expected: unknown, got: unknown): Difference {
  return { rule: 'state', expected: `${what} ${String(expected)}`, got: String(got) };
}

function compareObserver(model: ModelObserver, observer: ObserverView): Difference | null {
  if (observer.pendingStalls !== model.pending) return state('pending stalls', model.pending, observer.pendingStalls);
  if (observer.nextListener !== model.nextListener) return state('next listener', model.nextListener, observer.nextListener);
  if (observer.milliTokens !== model.milliTokens) return state('milli-tokens', model.milliTokens, observer.milliTokens);
  if (observer.lastDrainNs !== model.lastDrain) return state('last drain', model.lastDrain, observer.lastDrainNs);
  if (observer.drains !== model.drains) return state('drains', model.drains, observer.drains);
  return compareClock(model, observer);
}

function compareClock(model: ModelObserver, observer: ObserverView): Difference | null {
  const { clockRegressions, clockForwardJumps } = observer;
  // Nearly always both are zero, and turning a bigint into a number is dear.
  if (clockRegressions !== 0n || model.clockRegressions !== 0) {
    if (Number(clockRegressions) !== model.clockRegressions) return state('clock regressions', model.clockRegressions, clockRegressions);
  }
  if (clockForwardJumps !== 0n || model.clockForwardJumps !== 0) {
    if (Number(clockForwardJumps) !== model.clockForwardJumps) return state('clock jumps', model.clockForwardJumps, clockForwardJumps);
  }
  if (observer.pauses !== 0n || model.pauses !== 0) {
    if (Number(observer.pauses) !== model.pauses) return state('pauses', model.pauses, observer.pauses);
  }
  return null;
}

function compareOutcomes(model: ModelObserver, observer: ObserverView): Difference | null {
  const { counts } = model.outcomes;
  for (let at = 0; at < OUTCOMES_OF_BOTH.length; at++) {
    const got = observer.outcomeTotalLow(at);
    if (got !== counts[at]) return counter(OUTCOMES_OF_BOTH[at], counts[at], got);
  }
  return null;
}

function counter(name: string, expected: unknown, got: unknown): Difference {
  return { rule: 'counters', expected: `${name} ${String(expected)}`, got: String(got) };
}

function slotsAgree(model: ModelSlot, view: TrackerView, slot: number): boolean {
  return (
    view.pid(slot) === model.pid &&
    hasWords(model.nonce, view.lastNonceHigh(slot), view.lastNonceLow(slot)) &&
    hasWords(model.last, view.lastBeatHigh(slot), view.lastBeatLow(slot)) &&
    view.status(slot) === model.status &&
    view.origin(slot) === model.origin &&
    view.nsInode(slot) === model.ns &&
    view.stallEmitted(slot) === model.stalled &&
    view.terminalSeen(slot) === model.terminal &&
    view.generation(slot) === model.generation
  );
}

function showModelSlot({ pid, nonce, last, status, origin, ns, stalled, terminal, generation }: ModelSlot): string {
  const life = `${terminal ? ', terminal' : ''}${generation === null ? '' : `, generation ${generation}`}`;
  return `pid ${pid}, nonce ${nonce}, last ${last}, ${status}, ${origin}, ns ${ns}, ${stalled ? 'stalled' : 'not stalled'}${life}`;
}

function showSlot(view: TrackerView, slot: number): string {
  return showModelSlot({
    pid: view.pid(slot),
    nonce: view.lastNonce(slot),
    last: view.lastBeatNs(slot),
    status: view.status(slot),
    origin: view.origin(slot),
    ns: view.nsInode(slot),
    stalled: view.stallEmitted(slot),
    terminal: view.terminalSeen(slot),
    generation: view.generation(slot),
  });
}

/** The first metric that is another than the model's, by name, type or value; null if all are the same. O(metrics). */
function compareMetrics(expected: readonly MetricValue[], got: readonly MetricValue[]): Difference | null {
  const at = expected.findIndex(
    ({ name, type, value }, place) => name !== got[place]?.name || type !== got[place].type || value !== got[place].value,
  );
  if (at >= 0) return { rule: 'reply', expected: showMetric(expected[at]), got: got[at] === undefined ? 'nothing' : showMetric(got[at]) };
  return got.length === expected.length ? null : { rule: 'reply', expected: `${expected.length} metrics`, got: `${got.length}` };
}

function showMetric({ name, type, value }: MetricValue): string {
  return `${type} ${name} ${value}`;
}

/** A value on one line for people: bigints as decimal text, objects as JSON. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
