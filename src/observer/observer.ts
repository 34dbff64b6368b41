import { checkU64 } from '../check.ts';
import { bump } from '../tracker/counters.ts';
import { ABSENT } from '../tracker/pid-index.ts';
import { Tracker } from '../tracker/tracker.ts';
import { TrackerView } from '../tracker/tracker-view.ts';
import { decodeFrame, FRAME_REFUSALS, type Frame } from '../vlp/frame.ts';
import type { Clock } from './clock.ts';
import type { BeatEvent, NamespaceConflictEvent, ObserverEvent, OriginConflictEvent, StallEvent } from './event.ts';
import type { Datagram, Listener } from './listener.ts';
import { observerSamples, TrackerTotals, type MetricSample, type ObserverCounts } from './metrics.ts';
import { MonotonicTime } from './monotonic-time.ts';
import { resolveObserverOptions, type ObserverLimits, type ObserverOptions } from './options.ts';
import { OUTCOME_CODE, OUTCOMES, updateOutcome } from './outcome.ts';
import { StallQueue } from './stall-queue.ts';
import { TokenBucket } from './token-bucket.ts';

/** The parts of an observer, for the inspection view. */
export interface ObserverInternals {
  /** The time to go by. */
  readonly time: MonotonicTime;
  /** The global limit. */
  readonly bucket: TokenBucket;
  /** Stalls that were drained and wait for a poll. */
  readonly stalls: StallQueue;
  /** Everything counted by the observer itself. */
  readonly counts: ObserverCounts;
  /** What was taken from the tracker's counters so far. */
  readonly totals: TrackerTotals;
  /** By listener: outcome code + 1 of the datagram that the last poll read there, 0 for none. */
  readonly lastOutcomes: Uint8Array;
  /** Where the loop stands. */
  readonly loop: LoopState;
}

/** Where the loop stands. */
export interface LoopState {
  /** The listener that is asked first. */
  nextListener: number;
  /** When stalls were drained last, nanoseconds. */
  lastDrainNs: bigint;
  /** Drains so far. */
  drains: number;
}

/** Opens an observer. Not part of the package's interface. */
export let observerInternals: (observer: Observer) => ObserverInternals;

/**
 * Reads datagrams, keeps the ledger, says who has gone silent. Single-threaded: the caller polls.
 *
 * Whatever the traffic, a stall is drained at the first poll later than `threshold + drain interval` after the last
 * beat, and surfaced before any further datagram is read: one stall a poll, none lost, none out of date.
 */
export class Observer {
  /** The options that it goes by, defaults filled in. */
  readonly limits: ObserverLimits;

  readonly #tracker: Tracker;
  readonly #view: TrackerView;
  readonly #clock: Clock;
  readonly #listeners: readonly Listener[];
  readonly #time = new MonotonicTime();
  readonly #bucket: TokenBucket;
  readonly #stalls: StallQueue;
  readonly #counts: ObserverCounts;
  readonly #totals = new TrackerTotals();
  readonly #lastOutcomes: Uint8Array;
  readonly #loop: LoopState = { nextListener: 0, lastDrainNs: 0n, drains: 0 };

  static {
    observerInternals = (observer) => observer.#open();
  }

  /** Throws TypeError or RangeError for options outside their types and ranges. O(capacity). */
  constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
    this.limits = resolveObserverOptions(options);
    this.#tracker = new Tracker(options);
    this.#view = new TrackerView(this.#tracker);
    this.#clock = clock;
    this.#listeners = [...listeners];
    this.#bucket = new TokenBucket(this.limits.globalRate, this.limits.globalBurst);
    const { capacity } = this.#tracker;
    this.#stalls = new StallQueue(capacity);
    this.#counts = {
      outcomes: new BigUint64Array(OUTCOMES.length),
      refusals: new BigUint64Array(FRAME_REFUSALS.length),
      beats: new BigUint64Array(capacity),
      stalls: new BigUint64Array(capacity),
    };
    this.#lastOutcomes = new Uint8Array(this.#listeners.length);
  }

  /** The ledger, to look into. */
  get tracker(): TrackerView {
    return this.#view;
  }

  /**
   * One turn of the loop: the longest-waiting stall, else at most one datagram from each listener in turn until one
   * makes an event. Null when there was nothing to say. Throws only when the clock's reading is no u64.
   * O(listeners × (probe budget + 2 × scan window)), and O(capacity) when a drain is due.
   */
  poll(): ObserverEvent | null {
    const reading = this.#clock.now();
    checkU64('poll', 'the clock reading', reading);
    const nowNs = this.#time.advance(reading);
    for (let listener = 0; listener < this.#lastOutcomes.length; listener++) this.#lastOutcomes[listener] = 0;
    const stall = this.#nextStall(nowNs);
    if (stall !== null) return stall;
    for (let turn = 0; turn < this.#listeners.length; turn++) {
      const listener = this.#loop.nextListener;
      this.#loop.nextListener = listener + 1 === this.#listeners.length ? 0 : listener + 1;
      const datagram = this.#listeners[listener].receive();
      if (datagram === null) continue;
      const event = this.#handle(datagram, listener, nowNs);
      if (event !== null) return event;
    }
    return null;
  }

  /**
   * Everything counted so far under the Prometheus names of the published observer, in a fixed order. Counters only
   * grow; those of a single pid exist while it is tracked. Empties the tracker's own counters. O(capacity).
   */
  metrics(): readonly MetricSample[] {
    return [...this.#totals.collect(this.#tracker), ...observerSamples(this.#counts, this.#view, this.#time)];
  }

  #nextStall(nowNs: bigint): StallEvent | null {
    // A drain waits until the last one is surfaced: so the queue is bounded, and no pid is in it twice.
    if (this.#stalls.length === 0) {
      if (BigInt.asUintN(64, nowNs - this.#loop.lastDrainNs) < this.limits.drainIntervalNs) return null;
      this.#loop.lastDrainNs = nowNs;
      this.#loop.drains++;
      this.#tracker.drainStalledSlots(nowNs, this.limits.thresholdNs, this.#stalls.push);
    }
    const stall = this.#stalls.shift();
    if (stall !== null) {
      const slot = this.#tracker.slotOf(stall.pid);
      if (slot !== ABSENT) bump(this.#counts.stalls, slot);
    }
    return stall;
  }

  #handle(datagram: Datagram, listener: number, nowNs: bigint): ObserverEvent | null {
    const frame = decodeFrame(datagram.bytes);
    if (typeof frame === 'string') {
      this.#count(listener, OUTCOME_CODE['decode-refused']);
      bump(this.#counts.refusals, FRAME_REFUSALS.indexOf(frame));
      return { kind: 'decode', refusal: frame, listener };
    }
    const { peerPid } = datagram;
    if (peerPid !== null && peerPid !== frame.pid) {
      this.#count(listener, OUTCOME_CODE['auth-failure']);
      return { kind: 'auth-failure', pid: frame.pid, peerPid };
    }
    if (peerPid === null && frame.pid > this.limits.pidMax) {
      this.#count(listener, OUTCOME_CODE['pid-above-max']);
      return null;
    }
    if (this.#isTooSoon(frame.pid, nowNs)) {
      this.#count(listener, OUTCOME_CODE['rate-limited-per-pid']);
      return null;
    }
    if (!this.#bucket.admit(nowNs)) {
      this.#count(listener, OUTCOME_CODE['rate-limited-global']);
      return null;
    }
    const { nsInode, allowCrossNamespace } = this.limits;
    if (nsInode !== null && datagram.nsInode !== null && datagram.nsInode !== nsInode && !allowCrossNamespace) {
      this.#count(listener, OUTCOME_CODE['namespace-mismatch']);
      return { kind: 'namespace-conflict', pid: frame.pid, nsInode: datagram.nsInode, expectedNsInode: nsInode, refusedBy: 'observer' };
    }
    return this.#record(frame, datagram, listener, nowNs);
  }

  #record(frame: Frame, datagram: Datagram, listener: number, nowNs: bigint): ObserverEvent | null {
    const update = this.#tracker.record(frame, nowNs, this.limits.thresholdNs, datagram.origin, datagram.nsInode);
    this.#count(listener, updateOutcome(update));
    switch (update) {
      case 'inserted':
      case 'refreshed':
        this.#countBeat(frame.pid, update === 'inserted');
        return beatEvent(frame, datagram);
      case 'origin-conflict':
        return this.#originConflict(frame.pid, datagram);
      case 'namespace-conflict':
        return this.#namespaceConflict(frame.pid, datagram);
      default:
        return null;
    }
  }

  #originConflict(pid: number, datagram: Datagram): OriginConflictEvent {
    const slotOrigin = this.#view.origin(this.#tracker.slotOf(pid));
    return { kind: 'origin-conflict', pid, origin: datagram.origin, slotOrigin };
  }

  #namespaceConflict(pid: number, datagram: Datagram): NamespaceConflictEvent {
    const expectedNsInode = this.#view.nsInode(this.#tracker.slotOf(pid));
    return { kind: 'namespace-conflict', pid, nsInode: datagram.nsInode, expectedNsInode, refusedBy: 'slot' };
  }

  #isTooSoon(pid: number, nowNs: bigint): boolean {
    const lastNs = this.#tracker.lastNsOf(pid);
    return lastNs !== undefined && BigInt.asUintN(64, nowNs - lastNs) < this.limits.perPidIntervalNs;
  }

  #count(listener: number, outcome: number): void {
    this.#lastOutcomes[listener] = outcome + 1;
    bump(this.#counts.outcomes, outcome);
  }

  #countBeat(pid: number, isNew: boolean): void {
    const slot = this.#tracker.slotOf(pid);
    if (slot === ABSENT) return;
    if (isNew) {
      this.#counts.beats[slot] = 0n;
      this.#counts.stalls[slot] = 0n;
    }
    bump(this.#counts.beats, slot);
  }

  #open(): ObserverInternals {
    return {
      time: this.#time,
      bucket: this.#bucket,
      stalls: this.#stalls,
      counts: this.#counts,
      totals: this.#totals,
      lastOutcomes: this.#lastOutcomes,
      loop: this.#loop,
    };
  }
}

function beatEvent(frame: Frame, datagram: Datagram): BeatEvent {
  return {
    kind: 'beat',
    pid: frame.pid,
    status: frame.status,
    nonce: frame.nonce,
    timestamp: frame.timestamp,
    payload: frame.payload,
    origin: datagram.origin,
    nsInode: datagram.nsInode,
  };
}
