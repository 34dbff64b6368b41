import type { Observer, ObserverEvent, ObserverView, Tracker, TrackerView } from '../../src/index.ts';
import { observerOptions, trackerOptions } from '../data/ops/observer-options.ts';
import type { Exchange, MetricValue, ObserverOp, Op } from '../data/ops/op.ts';
import type { Production } from './production.ts';
import { SyntheticListener, type ReadDatagram } from './synthetic-listener.ts';
import { applyToTracker } from './tracker-operations.ts';

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
  listeners: readonly SyntheticListener[] = [];
  /** What the last poll read, in order. */
  readonly reads: ReadDatagram[] = [];
  readonly #production: Production;
  #readingNs = 0n;

  constructor(production: Production) {
    this.#production = production;
  }

  /**
   * Carries out one operation and returns it with its reply. The operation must fit what was started: the run checks that. Throws
   * what the production code throws. Costs what the production code costs.
   */
  apply(op: Op): Exchange {
    switch (op.op) {
      case 'datagram':
        this.listeners[op.listener].deliver(op);
        return { kind: 'datagram', op, reply: null };
      case 'poll':
        return { kind: 'poll', op, reply: this.#poll(op.now) };
      case 'record':
      case 'drain':
      case 'take':
      case 'get':
      case 'len':
        return applyToTracker(this.tracker as Tracker, op);
      case 'decode':
        return { kind: 'decode', op, reply: this.#production.decodeFrame(op.bytes) };
      case 'encode':
        return { kind: 'encode', op, reply: this.#production.encodeFrame(op.frame) };
      case 'new':
        this.#start(new this.#production.Tracker(trackerOptions(op)));
        return { kind: 'new', op, reply: null };
      case 'observer':
        this.#startObserver(op);
        return { kind: 'observer', op, reply: null };
      case 'metrics':
        return { kind: 'metrics', op, reply: metricValues(this.observer as Observer) };
      case 'settled':
        return { kind: 'settled', op, reply: null };
    }
  }

  /** Runs the observer's loop once, its clock reading `nowNs`. */
  #poll(nowNs: bigint): ObserverEvent | null {
    this.reads.length = 0;
    this.#readingNs = nowNs;
    return (this.observer as Observer).poll();
  }

  #start(tracker: Tracker): void {
    this.tracker = tracker;
    this.trackerView = new this.#production.TrackerView(tracker);
    this.observer = null;
    this.observerView = null;
    this.listeners = [];
  }

  #startObserver(op: ObserverOp): void {
    this.listeners = Array.from({ length: op.listeners }, (_, listener) => new SyntheticListener(listener, this.reads));
    this.observer = new this.#production.Observer(observerOptions(op), { now: () => this.#readingNs }, this.listeners);
    this.observerView = new this.#production.ObserverView(this.observer);
    this.trackerView = this.observer.tracker;
    this.tracker = this.trackerView.tracker;
  }
}

function metricValues(observer: Observer): MetricValue[] {
  return observer.metrics().map(({ name, type, label, value }) => ({
    name: label === null ? name : `${name}{${label[0]}="${label[1]}"}`,
    type,
    value,
  }));
}
