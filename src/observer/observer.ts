import { argumentError, checkU64 } from '../check.ts';
import { bytesOf, Columns } from '../columns.ts';
import { bump } from '../tracker/counters.ts';
import { ABSENT } from '../tracker/pid-index.ts';
import { Tracker } from '../tracker/tracker.ts';
import { TrackerView } from '../tracker/tracker-view.ts';
import { decodeFrame, FRAME_REFUSALS, type Frame } from '../vlp/frame.ts';
import { ADMITTED, Admission } from './admission.ts';
import type { Clock } from './clock.ts';
import { DrainSchedule } from './drain-schedule.ts';
import type { BeatEvent, NamespaceConflictEvent, ObserverEvent, OriginConflictEvent, OutOfOrderEvent, StallEvent } from './event.ts';
import { READS_PER_STALL, type LoopState, type ObserverInternals } from './internals.ts';
import type { Datagram, Listener } from './listener.ts';
import {
  createObserverCounts,
  observerCountsBytes,
  observerSamples,
  TrackerTotals,
  type MetricSample,
  type ObserverCounts,
} from './metrics.ts';
import { MonotonicTime } from './monotonic-time.ts';
import { resolveObserverOptions, trackerOptionsOf, type ObserverLimits, type ObserverOptions } from './options.ts';
import { OUTCOME_CODE, updateOutcome } from './outcome.ts';
import { READ_LOG_BYTES, ReadLog, READS_PER_POLL_MAX } from './read-log.ts';
import { StallQueue, stallQueueBytes } from './stall-queue.ts';
import { TokenBucket } from './token-bucket.ts';

const DECODE_REFUSED = OUTCOME_CODE['decode-refused'];
const AUTH_FAILURE = OUTCOME_CODE['auth-failure'];
const NAMESPACE_MISMATCH = OUTCOME_CODE['namespace-mismatch'];
const RATE_LIMITED_GLOBAL = OUTCOME_CODE['rate-limited-global'];

/** Opens an observer. Not part of the package's interface. */
export let observerInternals: (observer: Observer) => ObserverInternals;

/**
 * Reads datagrams, keeps the ledger, says who has gone silent. Single-threaded: the caller polls.
 *
 * The promise, whatever the traffic. A drain of stalls falls due at the first poll, at which no stall waits, later than
 * threshold + drain interval after the last beat, at the latest; and it is done at the first poll that lies the catch-up
 * time after that one, at the latest, and at once when every listener was found empty since. Of the stalls that wait the
 * k-th is surfaced at most 9·k polls later, unless its pid has beaten meanwhile: no more than 8 datagrams are read
 * between two. Nobody is surfaced as stalled whose beat waited in a listener then, unless the catch-up time was over
 * or so many datagrams were read just before. All times are the observer's own, see `maxStepNs`.
 */
export class Observer {
  /** The options that it goes by, defaults filled in. */
  readonly limits: ObserverLimits;

  readonly #tracker: Tracker;
  readonly #view: TrackerView;
  readonly #clock: Clock;
  readonly #listeners: readonly Listener[];
  readonly #time: MonotonicTime;
  readonly #bucket: TokenBucket;
  readonly #admission: Admission;
  readonly #schedule: DrainSchedule;
  readonly #stalls: StallQueue;
  readonly #counts: ObserverCounts;
  readonly #totals: TrackerTotals;
  readonly #outOfOrderReported: Uint8Array;
  readonly #reads: ReadLog;
  readonly #loop: LoopState = { nextListener: 0, readsSinceStall: 0 };
  #isPolling = false;

  static {
    observerInternals = (observer) => observer.#open();
  }

  /**
   * Throws TypeError or RangeError for options outside their types and ranges, and for limits that contradict each other;
   * TypeError for names that are no option's, a clock without `now()`, a listener without `receive()`. O(capacity).
   */
  constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
    const action = 'create Observer';
    if (typeof (clock as Partial<Clock> | null)?.now !== 'function')
      throw argumentError(action, 'clock must have a method now()', clock, false);
    if (!areListeners(listeners))
      throw argumentError(action, 'listeners must be an array of objects with a method receive()', listeners, false);
    this.limits = resolveObserverOptions(options);
    this.#tracker = new Tracker(trackerOptionsOf(options));
    this.#view = new TrackerView(this.#tracker);
    this.#clock = clock;
    this.#listeners = [...listeners];
    this.#time = new MonotonicTime(this.limits.maxStepNs);
    this.#bucket = new TokenBucket(this.limits.globalRate, this.limits.globalBurst);
    this.#admission = new Admission(this.limits, this.#view);
    this.#schedule = new DrainSchedule(this.limits.drainIntervalNs, this.limits.catchUpNs, this.#listeners.length);
    const { capacity } = this.#tracker;
    // One piece of memory: each of its own takes half a microsecond to make, and as long to free.
    const columns = new Columns(observerCountsBytes(capacity) + stallQueueBytes(capacity) + bytesOf(1, capacity) + READ_LOG_BYTES);
    this.#stalls = new StallQueue(this.#view, columns);
    this.#counts = createObserverCounts(capacity, columns);
    this.#totals = new TrackerTotals(columns);
    this.#outOfOrderReported = columns.u8(capacity);
    this.#reads = new ReadLog(columns);
  }

  /** The ledger, to look into. */
  get tracker(): TrackerView {
    return this.#view;
  }

  /**
   * One turn of the loop, which surfaces one event at most: a datagram's, or the longest-waiting stall. Reads up to 64
   * datagrams, round robin, until one makes an event or every listener is empty. Null when there was nothing to say.
   *
   * Throws TypeError or RangeError when the clock's reading is no u64, and Error when it is called by its own clock or
   * listener; nothing has changed then. What a clock or a listener throws passes through: no stall and no beat is lost.
   * O(64 × (listeners + probe budget + 2 × scan window)), and O(capacity) when stalls are drained.
   */
  poll(): ObserverEvent | null {
    if (this.#isPolling) throw new Error('Cannot poll: a poll is under way');
    this.#isPolling = true;
    try {
      return this.#turn();
    } finally {
      this.#isPolling = false;
    }
  }

  /**
   * Everything counted so far under the Prometheus names of the published observer, in a fixed order. Counters only
   * grow; those of a single pid exist while it is tracked. Empties the tracker's own counters. O(capacity).
   */
  metrics(): readonly MetricSample[] {
    return [...this.#totals.collect(this.#tracker), ...observerSamples(this.#counts, this.#view, this.#time)];
  }

  #turn(): ObserverEvent | null {
    const reading = this.#clock.now();
    checkU64('poll', 'the clock reading', reading);
    const nowNs = this.#time.advance(reading);
    this.#reads.length = 0;
    this.#stalls.dropOutdated();
    // A drain waits until the last one is surfaced: so the queue is bounded, and no pid is in it twice.
    if (this.#stalls.length === 0) this.#schedule.look(nowNs);
    if (this.#schedule.isOverdue(nowNs)) this.#drain(nowNs);
    // Reads nothing when it is a stall's turn.
    const event = this.#readListeners(nowNs);
    if (event !== null) return event;
    if (this.#schedule.isCaughtUp) this.#drain(nowNs);
    return this.#surfaceStall();
  }

  #isStallsTurn(): boolean {
    return this.#stalls.length > 0 && this.#loop.readsSinceStall === READS_PER_STALL;
  }

  #drain(nowNs: bigint): void {
    this.#schedule.noteDrain(nowNs);
    this.#loop.readsSinceStall = 0;
    this.#tracker.drainStalledSlots(nowNs, this.limits.thresholdNs, this.#stalls.push);
  }

  #surfaceStall(): StallEvent | null {
    const stall = this.#stalls.shift();
    if (stall === null) return null;
    this.#loop.readsSinceStall = 0;
    const slot = this.#tracker.slotOf(stall.pid);
    if (slot !== ABSENT) bump(this.#counts.stalls, slot);
    return stall;
  }

  #readListeners(nowNs: bigint): ObserverEvent | null {
    const count = this.#listeners.length;
    let emptyInARow = 0;
    while (emptyInARow < count && this.#reads.length < READS_PER_POLL_MAX && !this.#isStallsTurn()) {
      const listener = this.#loop.nextListener;
      // The turn passes before the listener is asked: one that throws does not keep it.
      this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;
      const datagram = this.#listeners[listener].receive();
      if (datagram === null) {
        this.#schedule.noteEmpty(listener);
        emptyInARow++;
        continue;
      }
      emptyInARow = 0;
      if (this.#loop.readsSinceStall < READS_PER_STALL) this.#loop.readsSinceStall++;
      const event = this.#handle(datagram, listener, nowNs);
      if (event !== null) return event;
    }
    return null;
  }

  #handle(datagram: Datagram, listener: number, nowNs: bigint): ObserverEvent | null {
    const hasPaid = this.#bucket.admit(nowNs);
    const frame = decodeFrame(datagram.bytes);
    if (typeof frame === 'string') {
      if (hasPaid) bump(this.#counts.refusals, FRAME_REFUSALS.indexOf(frame));
      return this.#refuse(listener, hasPaid, DECODE_REFUSED, { kind: 'decode', refusal: frame, listener });
    }
    const { pid } = frame;
    const { peerPid } = datagram;
    if (peerPid !== null && peerPid !== pid) {
      return this.#refuse(listener, hasPaid, AUTH_FAILURE, { kind: 'auth-failure', pid, peerPid });
    }
    const refusal = this.#admission.check(frame, datagram, hasPaid, nowNs);
    if (refusal === ADMITTED) return this.#record(frame, datagram, listener, nowNs);
    this.#count(listener, refusal);
    if (refusal !== NAMESPACE_MISMATCH) return null;
    const { nsInode } = datagram;
    return { kind: 'namespace-conflict', pid, nsInode, expectedNsInode: this.limits.nsInode, refusedBy: 'observer' };
  }

  /** Refuses what is no good frame: with an event as long as the global limit lets it pass. */
  #refuse(listener: number, hasPaid: boolean, outcome: number, event: ObserverEvent): ObserverEvent | null {
    this.#count(listener, hasPaid ? outcome : RATE_LIMITED_GLOBAL);
    return hasPaid ? event : null;
  }

  #record(frame: Frame, datagram: Datagram, listener: number, nowNs: bigint): ObserverEvent | null {
    const { origin, nsInode, generation = null } = datagram;
    const update = this.#tracker.record(frame, nowNs, this.limits.thresholdNs, origin, nsInode, generation);
    this.#count(listener, updateOutcome(update));
    switch (update) {
      case 'inserted':
      case 'refreshed':
      case 'restarted':
        this.#countBeat(frame.pid, update === 'inserted');
        return beatEvent(frame, datagram, update === 'restarted');
      case 'origin-conflict':
        return this.#originConflict(frame.pid, datagram);
      case 'namespace-conflict':
        return this.#namespaceConflict(frame.pid, datagram);
      case 'out-of-order':
        return this.#outOfOrder(frame, datagram);
      case 'capacity-exceeded':
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

  #outOfOrder({ pid, nonce }: Frame, { origin, nsInode }: Datagram): OutOfOrderEvent | null {
    const slot = this.#tracker.slotOf(pid);
    if (this.#outOfOrderReported[slot] === 1) return null;
    this.#outOfOrderReported[slot] = 1;
    return { kind: 'out-of-order', pid, nonce, lastNonce: this.#view.lastNonce(slot), origin, nsInode };
  }

  #count(listener: number, outcome: number): void {
    this.#reads.add(listener, outcome);
    bump(this.#counts.outcomes, outcome);
  }

  #countBeat(pid: number, isNew: boolean): void {
    const slot = this.#tracker.slotOf(pid);
    if (slot === ABSENT) return;
    if (isNew) {
      this.#counts.beats[slot] = 0n;
      this.#counts.stalls[slot] = 0n;
    }
    this.#stalls.noteBeat(pid, slot);
    this.#outOfOrderReported[slot] = 0;
    bump(this.#counts.beats, slot);
  }

  #open(): ObserverInternals {
    return {
      time: this.#time,
      bucket: this.#bucket,
      schedule: this.#schedule,
      stalls: this.#stalls,
      counts: this.#counts,
      totals: this.#totals,
      outOfOrderReported: this.#outOfOrderReported,
      reads: this.#reads,
      loop: this.#loop,
    };
  }
}

function beatEvent(frame: Frame, datagram: Datagram, restarted: boolean): BeatEvent {
  return {
    kind: 'beat',
    pid: frame.pid,
    status: frame.status,
    nonce: frame.nonce,
    timestamp: frame.timestamp,
    payload: frame.payload,
    origin: datagram.origin,
    nsInode: datagram.nsInode,
    restarted,
  };
}

function areListeners(value: unknown): boolean {
  return Array.isArray(value) && value.every((each: unknown) => typeof (each as Partial<Listener> | null)?.receive === 'function');
}
