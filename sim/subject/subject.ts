import type { Clock, Observer, ObserverEvent, Tracker } from '../../src/index.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { tabulate } from '../data/tabulate.ts';
import { trackerOptions } from '../data/ops/observer-options.ts';
import type { DrainOp, Exchange, NewOp, ObserverOp, Op, OpKind, PollOp } from '../data/ops/op.ts';
import { misuseAdapters } from './adapter-misuse.ts';
import { checkCopy } from './copy-check.ts';
import { DISTURBED_DRAINS, DISTURBED_POLLS, disturbPoll, recordWithinDrain, type Trick } from './disturbance.ts';
import { CountTwin, twinStartAt } from './count-twin.ts';
import { canOpen, copiersOf, observerOptionsFor, type Copiers, type Production } from './production.ts';
import { noteCalls } from './foreign/note-calls.ts';
import { AccessCounter } from './access-counter.ts';
import type { Accesses } from './array-meter.ts';
import { metricsTold, writeSample } from './metrics-told.ts';
import { misuse, tryOptions } from './misuse.ts';
import { decodedOf, encodedOf, eventOf, objectOf } from './reply-form.ts';
import type { ReadDatagram, SubjectListener } from './subject-listener.ts';
import { SyntheticListener } from './synthetic-listener.ts';
import { applyToTracker } from './tracker-operations.ts';
import { Twin } from './twin.ts';
import { UdpSubjectListener } from './udp-subject-listener.ts';
import { READINGS_MAX, WorkBoundError } from './work-bound.ts';
import { READS_PER_STALL } from '../data/spec/limits.ts';

/** The fewest operations after which a copy takes the place of what is driven; as many as it has slots if that is more. */
const COPY_AFTER_MIN = 64;

/** Of so many copies one is newly made; the others go into what the copy before took the place of, as making the tables takes ten times as long as copying them. */
const FRESH_COPY_EVERY = 8;

/** What begins a count anew, or all: no twin follows it. */
const COUNTS_ANEW: readonly OpKind[] = ['new', 'observer', 'take', 'metrics'];

/** A tracker, with the observer over it where there is one, and the views of both: they follow it wherever it is copied to. */
interface Driven {
  readonly tracker: Tracker;
  readonly observer: Observer | null;
  readonly trackerView: TrackerView;
  readonly observerView: ObserverView | null;
}

/** Sees what the production code's tracker and codec are asked, whoever asks, with their replies. */
export interface CallSink {
  /** A tracker was started, alone or in an observer. */
  start(op: NewOp | ObserverOp): void;
  /** A tracker or the codec replied. */
  note(exchange: Exchange): void;
}

/** The production code behind one interface, {@link Subject.apply}: a bare tracker after `new`, an observer after `observer`. */
export class Subject {
  /** The tracker, with an observer that observer's; null before the first start. */
  tracker: Tracker | null = null;
  /** The observer; null while a bare tracker is driven. */
  observer: Observer | null = null;
  /** Read-only views of both. */
  trackerView: TrackerView | null = null;
  observerView: ObserverView | null = null;
  /** The observer's listeners; none for a bare tracker. */
  listeners: readonly SubjectListener[] = [];
  /** The same where they are those of `src/node`; none elsewhere. */
  udpListeners: readonly UdpSubjectListener[] = [];
  /** What the last poll read, in order. */
  readonly reads: ReadDatagram[] = [];
  /** How often the last operation read and wrote typed arrays of the production code; null where nobody counted. */
  accesses: Accesses | null = null;
  /** Where the counts of a twin began that was found in order in the last operation; null where none was looked at. */
  twinStart: bigint | null = null;
  readonly #production: Production;
  readonly #calls: CallSink | null;
  readonly #copiers: Copiers | null;
  readonly #counts: Production | null;
  /** What was started, over which clock. */
  #started: { readonly op: NewOp | ObserverOp; readonly clock: Clock } | null = null;
  /** What everything started reads. Made here: a closure within what carries operations out would take an object at each. */
  readonly #clock: Clock = { now: () => this.#readClock() };
  /** What it reads, of its own: a poll changes after it. A column of one entry: storing a bigint there needs no write barrier of the garbage collector. */
  readonly #reading = new BigUint64Array(1);
  #readings = 0;
  /** What the clock does at its next reading, beside being read. */
  #trick: Trick = null;
  /** Polls and drains of a bare tracker so far; operations since a copy took the place of what is driven. */
  #polls = 0;
  #drains = 0;
  #sinceCopy = 0;
  #copies = 0;
  /** What a copy took the place of last; null where there is none. */
  #retired: Driven | null = null;
  /** Counts accesses to arrays; null where nobody does. */
  #counter: AccessCounter | null = null;
  /** Follows what is driven with other counts; null most of the time. */
  #twin: CountTwin | null = null;
  /** What the last one drove: the next one takes it over. */
  #spareTwin: Twin | null = null;
  /** Options of trackers that were tried beside what was started. */
  readonly #triedOptions = new Set<unknown>();

  /** `counts` is the code whose accesses to arrays are counted, `production` or the same loaded once more; null for none. */
  constructor(production: Production, calls: CallSink | null = null, counts: Production | null = production) {
    this.#production = production;
    this.#calls = calls;
    this.#counts = calls === null ? counts : null;
    // A tracker whose calls are noted would note those that no operation made.
    this.#copiers = calls === null ? copiersOf(production) : null;
  }

  /**
   * Carries out one operation that fits what was started, and returns it with its reply. Throws what the production code throws, an
   * IllFormedReplyError for a reply that its types do not allow, a {@link WorkBoundError} where it asks for more than any operation needs.
   */
  apply(op: Op): Exchange {
    this.twinStart = null;
    // Asked in this order: to look for a kind takes 250 instructions, and mostly there is no twin.
    if (this.#twin !== null && COUNTS_ANEW.includes(op.op)) this.#endTwin();
    if (op.op === 'poll' || op.op === 'record') this.#copyNowAndThen();
    const exchange = this.#carryOut(op);
    this.#twin?.follow(op, this.reads);
    if (this.#counter !== null) this.accesses = this.#counter.follow(op, this.reads, (this.observer ?? this.tracker) as Observer | Tracker);
    return exchange;
  }

  #carryOut(op: Op): Exchange {
    switch (op.op) {
      case 'datagram':
        this.listeners[op.listener].deliver(op);
        return { kind: 'datagram', op, reply: null };
      case 'poll':
        return { kind: 'poll', op, reply: this.#poll(op) };
      case 'drain':
        return this.#drain(op);
      case 'record':
      case 'take':
      case 'get':
        return applyToTracker(this.tracker as Tracker, op);
      case 'len':
        return this.#noted(applyToTracker(this.tracker as Tracker, op));
      case 'decode':
        return this.#noted({ kind: 'decode', op, reply: decodedOf(this.#production.decodeFrame(op.bytes)) });
      case 'encode':
        return this.#noted({ kind: 'encode', op, reply: encodedOf(this.#production.encodeFrame(op.frame)) });
      case 'new':
        this.#tryOptions(op);
        this.#use(this.#ofTracker(op));
        this.listeners = this.udpListeners = [];
        this.#begin(op, this.#clock);
        this.#follow(op);
        return { kind: 'new', op, reply: null };
      case 'observer':
        this.#tryOptions(op);
        this.#startObserver(op);
        this.#follow(op);
        return { kind: 'observer', op, reply: null };
      case 'metrics':
        return { kind: 'metrics', op, reply: metricsTold(this.#production, this.observer as Observer, this.udpListeners) };
      case 'socket':
        return { kind: 'socket', op, reply: this.udpListeners[op.listener].apply(op) };
      case 'exposition':
        return { kind: 'exposition', op, reply: writeSample(this.#production, op) };
      case 'settled':
        return { kind: 'settled', op, reply: null };
    }
  }

  /** Becomes what `other`, that was started by the same operation without UDP listeners, is; neither counts accesses. O(capacity + datagrams that wait). */
  copyFrom(other: Subject, { copyTracker, copyObserver }: Copiers): void {
    if (this.observer !== null && other.observer !== null) copyObserver(other.observer, this.observer);
    else if (this.tracker !== null && other.tracker !== null) copyTracker(other.tracker, this.tracker);
    this.#polls = other.#polls;
    this.#drains = other.#drains;
    this.#sinceCopy = other.#sinceCopy;
    this.#copies = other.#copies;
    this.#retired = null;
    this.#spareTwin = this.#twin?.twin ?? this.#spareTwin;
    this.#twin = other.#twin === null ? null : this.#twinOf(other.#twin.start, other.#twin);
    this.listeners.forEach((listener, number) => {
      const from = other.listeners[number];
      if (listener instanceof SyntheticListener && from instanceof SyntheticListener) listener.copyFrom(from);
    });
  }

  #noted(exchange: Exchange): Exchange {
    this.#calls?.note(exchange);
    return exchange;
  }

  #follow(op: NewOp | ObserverOp): void {
    const calls = this.#calls;
    if (calls === null) return;
    calls.start(op);
    noteCalls(this.tracker as Tracker, (call) => calls.note(call));
  }

  /** Runs the observer's loop once, its clock reading what the poll says. */
  #poll(op: PollOp): ObserverEvent | null {
    // Cutting the length to 0 would throw its store away.
    while (this.reads.length > 0) this.reads.pop();
    this.#reading[0] = op.now;
    this.#readings = 0;
    for (const listener of this.listeners) listener.asked = 0;
    const observer = this.observer as Observer;
    const turn = this.#turnOf(this.#polls++, DISTURBED_POLLS);
    if (turn !== null) this.#disturb(turn, observer, op.now);
    const event = eventOf(observer.poll());
    if (turn !== null) for (const listener of this.listeners) listener.onAsked = null;
    for (const listener of this.udpListeners) listener.look();
    return event;
  }

  /** Apart from the poll: what closures hold on to would be an object of its own at each. */
  #disturb(turn: number, observer: Observer, nowNs: bigint): void {
    const { listeners } = this;
    const onReading = (trick: Trick): void => void (this.#trick = trick);
    const readsClock = this.udpListeners.length === 0;
    disturbPoll(turn, { observer, listeners, onReading, readsClock, asksFirst: () => this.#asksFirst(nowNs) });
    this.#readings = 0;
    for (const listener of listeners) listener.asked = 0;
  }

  #drain(op: DrainOp): Exchange {
    const tracker = this.tracker as Tracker;
    const turn = this.#calls === null ? this.#turnOf(this.#drains++, DISTURBED_DRAINS) : null;
    if (turn === null) return applyToTracker(tracker, op);
    misuse(turn, tracker);
    const spare = this.#spareTracker();
    if (spare !== null) this.#copiers?.copyTracker(tracker, spare);
    const exchange = applyToTracker(tracker, op, turn);
    if (spare !== null && exchange.kind === 'drain') recordWithinDrain(spare, op, exchange.reply);
    return exchange;
  }

  /** A tracker as the one that is driven was when it was started, or has been since; null where nothing copies it. */
  #spareTracker(): Tracker | null {
    const started = this.#started?.op;
    if (this.#copiers === null || started?.op !== 'new') return null;
    return this.#retired?.tracker ?? new this.#production.Tracker(trackerOptions(started));
  }

  #tryOptions(op: NewOp | ObserverOp): void {
    if (this.#copiers !== null && this.#counts !== null) tryOptions(op, this.#production, this.#triedOptions);
  }

  /** By turns of `every`: which of those that are disturbed this one is, from 0; null for the others. */
  #turnOf(count: number, every: number): number | null {
    return count % every === every - 1 ? Math.floor(count / every) : null;
  }

  /** Whether a poll at `nowNs` changes nothing before it asks a listener, and so may be made in vain. */
  #asksFirst(nowNs: bigint): boolean {
    const view = this.observerView as ObserverView;
    return nowNs === view.readingNs && view.pendingNs === 0n && (view.pendingStalls === 0 || view.readsSinceStall < READS_PER_STALL);
  }

  /** Has a copy take the place of what is driven, each time that so many operations are over as it has slots. O(capacity) then. */
  #copyNowAndThen(): void {
    if (this.#copiers === null || this.tracker === null) return;
    if (++this.#sinceCopy < Math.max(COPY_AFTER_MIN, this.tracker.capacity)) return;
    this.#sinceCopy = 0;
    this.#endTwin();
    this.#replace(this.#copies++ % FRESH_COPY_EVERY === 0);
    const start = twinStartAt(this.#copies);
    if (start !== null) this.#twin = this.#twinOf(start, null);
  }

  /** A twin of what is driven, which goes on from where `from` is; null where nothing opens its counts. */
  #twinOf(start: bigint, from: CountTwin | null): CountTwin | null {
    const [original, copiers, started] = [this.observer ?? this.tracker, this.#copiers, this.#started];
    if (original === null || copiers === null || started === null || !canOpen(copiers)) return null;
    const twin = this.#spareTwin ?? new Twin({ production: this.#production, copiers, ...started });
    return new CountTwin(original, start, twin, copiers, from);
  }

  #endTwin(): void {
    const twin = this.#twin;
    if (twin === null) return;
    this.#twin = null;
    this.#spareTwin = twin.twin;
    twin.end();
    this.twinStart = twin.start;
  }

  /** `isFresh` is whether the copy is a new one; else it goes into what the copy before took the place of, if there is any. */
  #replace(isFresh: boolean): void {
    const { observer, tracker, trackerView, observerView, listeners } = this;
    if (this.#copiers === null || this.#started === null || tracker === null || trackerView === null) return;
    const { op, clock } = this.#started;
    const used = isFresh ? null : this.#retired;
    const copy = used ?? (op.op === 'new' ? this.#ofTracker(op) : this.#ofObserver(op, clock, listeners));
    if (observer === null || copy.observer === null) this.#copiers.copyTracker(tracker, copy.tracker);
    else this.#copiers.copyObserver(observer, copy.observer);
    this.#retired = { tracker, observer, trackerView, observerView };
    this.#use(copy);
    if (used === null) checkCopy({ trackerView, observerView, listeners }, this);
  }

  #startObserver(op: ObserverOp): void {
    const { udp } = op;
    const { MonotonicClock, UdpListener } = this.#production;
    let clock = this.#clock;
    let udpListeners: UdpSubjectListener[] = [];
    let listeners: SubjectListener[];
    if (udp === undefined) listeners = tabulate(op.listeners, (at) => new SyntheticListener(at, this.reads));
    else {
      this.#reading[0] = udp.clock_start;
      this.#readings = 0;
      misuseAdapters(this.#production, udp);
      clock = new MonotonicClock(() => this.#readClock());
      listeners = udpListeners = tabulate(op.listeners, (at) => new UdpSubjectListener(UdpListener, udp, at, this.reads));
    }
    this.#use(this.#ofObserver(op, clock, listeners));
    this.listeners = listeners;
    this.udpListeners = udpListeners;
    this.#begin(op, clock);
  }

  #begin(op: NewOp | ObserverOp, clock: Clock): void {
    this.#started = { op, clock };
    this.#polls = this.#drains = this.#sinceCopy = this.#copies = 0;
    this.#retired = this.#twin = this.#spareTwin = this.#counter = this.accesses = null;
    const [counts, openers, capacity] = [this.#counts, this.#copiers, this.tracker?.capacity ?? 0];
    const copiers = counts === null ? null : copiersOf(counts);
    if (counts === null || copiers === null || openers === null || !canOpen(openers)) return;
    this.#counter = new AccessCounter({ production: counts, copiers, op, clock }, openers, capacity);
  }

  #ofTracker(op: NewOp): Driven {
    const tracker = new this.#production.Tracker(trackerOptions(op));
    return { tracker, observer: null, trackerView: new this.#production.TrackerView(tracker), observerView: null };
  }

  #ofObserver(op: ObserverOp, clock: Clock, listeners: readonly SubjectListener[]): Driven {
    const observer = new this.#production.Observer(observerOptionsFor(this.#production, op), clock, listeners);
    const observerView = new this.#production.ObserverView(observer);
    const trackerView = objectOf(observer.tracker, 'Observer.tracker', 'a view') as unknown as TrackerView;
    const tracker = objectOf(trackerView.tracker, 'TrackerView.tracker', 'a tracker') as unknown as Tracker;
    return { tracker, observer, trackerView, observerView };
  }

  #use({ tracker, observer, trackerView, observerView }: Driven): void {
    this.tracker = tracker;
    this.observer = observer;
    this.trackerView = trackerView;
    this.observerView = observerView;
  }

  #readClock(): bigint {
    if (this.#readings++ === READINGS_MAX) throw new WorkBoundError(`one poll read its clock more than ${READINGS_MAX} times`);
    const trick = this.#trick;
    return (trick === null ? undefined : (trick() as bigint | undefined)) ?? this.#reading[0];
  }
}
