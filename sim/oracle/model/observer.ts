import {
  decodeModelFrame,
  elapsed,
  isMax,
  MODEL_REFUSALS,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelRefusal,
  type ModelUpdate,
} from './codec.ts';
import { ModelClock } from './clock.ts';
import type { ModelEvent } from './events.ts';
import { ModelFifo } from './fifo.ts';
import { MODEL_OUTCOMES, modelMetrics, type ModelMetric, type ModelOutcome } from './metrics.ts';
import { withDefaults, type ModelObserverOptions } from './observer-options.ts';
import { ModelTally } from './tally.ts';
import { MODEL_COUNTERS, ModelTracker, type ModelCounter, type ModelStall } from './tracker.ts';
import { ModelTokenBucket } from './token-bucket.ts';

const NS_PER_SECOND = 1_000_000_000;
/** Datagrams that one poll reads at most. */
const READS_PER_POLL = 64;
/** Datagrams that are read at most from one surfaced stall to the next. */
const READS_PER_STALL = 8;

/** The observer's loop with its listeners. Times are ns, u64. */
export class ModelObserver {
  readonly options: Required<ModelObserverOptions>;
  readonly tracker: ModelTracker;
  /** What became of the datagrams that were read. */
  readonly outcomes = new ModelTally<ModelOutcome>(MODEL_OUTCOMES);
  /** Refused frames by reason. */
  readonly refusals = new ModelTally<ModelRefusal>(MODEL_REFUSALS);
  /** Accepted beats of the pid now in each slot. */
  readonly beats: number[] = [];
  /** Surfaced stalls of the pid now in each slot. */
  readonly stalls: number[] = [];
  /** When stalls were last looked for; 0 before the first time. */
  lastDrain = 0n;
  /** How often that was. */
  drains = 0;
  /** The listener to be asked first by the next poll that gets to it. */
  nextListener = 0;

  readonly queues: readonly ModelFifo<ModelDatagram>[];
  readonly stallsPending = new ModelFifo<ModelStall>();
  /** By slot: the stall that was found in it by the last look. */
  readonly foundIn: ModelStall[] = [];
  /** Stalls of that look whose pids have beaten since, in the slots in which they were found. */
  readonly refuted = new Set<ModelStall>();
  readonly clock: ModelClock;
  readonly bucket: ModelTokenBucket;
  /** Least time between two beats of a pid; 0 for no limit. */
  readonly #pidInterval: bigint;
  /** When the look for stalls that has not been made yet fell due; null while none is due. */
  dueSince: bigint | null = null;
  /** Which listeners were found empty since then. */
  readonly foundEmpty: boolean[] = [];
  /** Datagrams read since a stall was surfaced, or stalls were looked for; counted no further than to the most there may be. */
  readsSinceStall = 0;
  /** By slot: whether a beat out of order was surfaced since the last accepted one of its pid. */
  readonly saidOutOfOrder: boolean[] = [];
  /** What metrics() took out of the tracker so far. */
  readonly taken = new ModelTally<ModelCounter>(MODEL_COUNTERS);

  /** An observer over `listeners` listeners, all of them empty. */
  constructor(options: ModelObserverOptions, listeners: number) {
    this.options = withDefaults(options);
    const { global_rate, global_burst, per_pid_rate } = this.options;
    this.tracker = new ModelTracker(this.options);
    this.clock = new ModelClock(this.options.max_step);
    this.bucket = new ModelTokenBucket(global_rate, global_burst);
    this.#pidInterval = per_pid_rate === 0 ? 0n : BigInt(Math.floor(NS_PER_SECOND / per_pid_rate));
    const queues: ModelFifo<ModelDatagram>[] = [];
    for (let listener = 0; listener < listeners; listener++) {
      this.foundEmpty.push(false);
      queues.push(new ModelFifo());
    }
    this.queues = queues;
  }

  /** Stalls that were found and not yet surfaced. */
  get pending(): number {
    return this.stallsPending.length;
  }

  get clockRegressions(): number {
    return this.clock.regressions;
  }

  get clockForwardJumps(): number {
    return this.clock.forwardJumps;
  }

  get pauses(): number {
    return this.clock.pauses;
  }

  /** Thousandths of a frame left in the global bucket, as of the last frame that asked. */
  get milliTokens(): number {
    return this.bucket.milliTokens;
  }

  /** Number of listeners. */
  get listeners(): number {
    return this.queues.length;
  }

  /** Datagrams that `listener` has not read yet. */
  waiting(listener: number): number {
    return this.queues[listener].length;
  }

  /** Makes a datagram readable on `listener`. It must stay as it is until it was read. */
  deliver(listener: number, datagram: ModelDatagram): void {
    this.queues[listener].push(datagram);
  }

  /** Runs the loop once, with the clock at `reading`. */
  poll(reading: bigint): ModelEvent | null {
    const now = this.clock.read(reading);
    this.#dropRefuted();
    if (this.pending === 0 && this.dueSince === null && elapsed(now, this.lastDrain) >= this.options.drain_interval) {
      this.dueSince = now;
      for (let listener = 0; listener < this.foundEmpty.length; listener++) this.foundEmpty[listener] = false;
    }
    if (this.dueSince !== null && elapsed(now, this.dueSince) >= this.options.catch_up) this.#look(now);
    const event = this.#isStallsTurn() ? null : this.#readListeners(now);
    if (event !== null) return event;
    if (this.dueSince !== null && !this.foundEmpty.includes(false)) this.#look(now);
    return this.#surfaceStall();
  }

  /** All metrics. Takes the counters of the tracker; the totals listed go on counting. */
  metrics(): ModelMetric[] {
    for (const counter of MODEL_COUNTERS) this.taken.add(counter, this.tracker.take(counter));
    return modelMetrics(this, this.taken);
  }

  #look(now: bigint): void {
    this.dueSince = null;
    this.readsSinceStall = 0;
    this.lastDrain = now;
    this.drains += 1;
    // All that were found before have been surfaced or refuted.
    if (this.foundIn.length > 0) this.foundIn.length = 0;
    if (this.refuted.size > 0) this.refuted.clear();
    for (const stall of this.tracker.drain(now, this.options.threshold)) {
      this.stallsPending.push(stall);
      this.foundIn[this.tracker.slotOf(stall.pid)] = stall;
    }
  }

  /**
   * Forgets the stalls in front whose pids have beaten since they were found: in the slots that they had, or in those that they
   * have now. That of a pid that lost its slot without a beat stays: nobody heard of it.
   */
  #dropRefuted(): void {
    for (let stall = this.stallsPending.first; stall !== undefined; stall = this.stallsPending.first) {
      const slot = this.tracker.slotFor(stall.pid);
      const isAsFound = slot === undefined || (slot.last === stall.last && slot.nonce === stall.nonce);
      if (isAsFound && !this.refuted.has(stall)) return;
      this.stallsPending.shift();
    }
  }

  #isStallsTurn(): boolean {
    return this.pending > 0 && this.readsSinceStall === READS_PER_STALL;
  }

  #surfaceStall(): ModelEvent | null {
    this.#dropRefuted();
    const stall = this.stallsPending.shift();
    if (stall === undefined) return null;
    this.readsSinceStall = 0;
    const slot = this.tracker.slotOf(stall.pid);
    // One that was evicted since has no count any more.
    if (slot !== -1) this.stalls[slot] += 1;
    return {
      kind: 'stall',
      pid: stall.pid,
      lastNonce: stall.nonce,
      lastBeatNs: stall.last,
      origin: stall.origin,
      nsInode: stall.ns,
    };
  }

  /** Reads from each listener in turn, going on from the last one asked, until there is something to surface. */
  #readListeners(now: bigint): ModelEvent | null {
    let reads = 0;
    let emptyInARow = 0;
    while (reads < READS_PER_POLL && emptyInARow < this.queues.length && !this.#isStallsTurn()) {
      const listener = this.nextListener;
      this.nextListener = (listener + 1) % this.queues.length;
      const datagram = this.queues[listener].shift();
      if (datagram === undefined) {
        emptyInARow += 1;
        this.foundEmpty[listener] = true;
        continue;
      }
      reads += 1;
      emptyInARow = 0;
      this.readsSinceStall = Math.min(this.readsSinceStall + 1, READS_PER_STALL);
      const event = this.#take(listener, datagram, now);
      if (event !== null) return event;
    }
    return null;
  }

  /** Passes one datagram through the gates, in this order, and counts what became of it. */
  #take(listener: number, datagram: ModelDatagram, now: bigint): ModelEvent | null {
    const { options, outcomes, tracker } = this;
    const { origin, peer, ns, generation = null } = datagram;
    // Whatever is read has its price. What could not pay is not heard of, but for a known agent's beat that is due.
    const hasPaid = this.bucket.admit(now);

    // 1. It must be a frame.
    const frame = decodeModelFrame(datagram.bytes);
    if (typeof frame === 'string') {
      if (!hasPaid) return this.#dropUnpaid();
      outcomes.add('decode-refused');
      this.refusals.add(frame);
      return { kind: 'decode', refusal: frame, listener };
    }
    const pid = frame.pid;

    // 2. It must name the pid that the kernel names,
    if (peer !== null && peer !== pid) {
      if (!hasPaid) return this.#dropUnpaid();
      outcomes.add('auth-failure');
      return { kind: 'auth-failure', pid, peerPid: peer };
    }
    // 3. and where the kernel names none, one that is not too large.
    if (peer === null && pid > options.pid_max) {
      if (!hasPaid) return this.#dropUnpaid();
      outcomes.add('pid-above-max');
      return null;
    }

    // 4. Its pid must not beat too often, but for its last word, and for a stronger origin that takes its slot over.
    const slot = tracker.slotFor(pid);
    const isSame = slot?.origin === origin;
    const isLastWord = tracker.lastWords && isMax(frame.nonce) && isSame && !slot.terminal;
    const takesOver = slot !== undefined && tracker.isTakeover(slot, origin);
    if (slot !== undefined && !isLastWord && !takesOver && elapsed(now, slot.last) < this.#pidInterval) {
      outcomes.add('rate-limited-per-pid');
      return null;
    }
    // 5. Nor all together: what has not paid passes if it is a takeover, or a beat that the slot has no reason to refuse but its nonce.
    const isKnown = isSame && (slot.ns === null || slot.ns === ns || (ns === null && isLastWord));
    if (!hasPaid && !takesOver && !isKnown) return this.#dropUnpaid();

    // 6. It must come from the observer's own namespace, if both are known.
    if (ns !== null && options.ns !== null && ns !== options.ns && !options.allow_cross_namespace) {
      if (!hasPaid) return this.#dropUnpaid();
      outcomes.add('namespace-mismatch');
      return { kind: 'namespace-conflict', pid, nsInode: ns, expectedNsInode: options.ns, refusedBy: 'observer' };
    }

    // 7. The tracker has the last word.
    const update = tracker.record(frame, now, options.threshold, origin, ns, generation);
    this.outcomes.add(update);
    return this.#surfaceUpdate(update, frame, origin, ns);
  }

  #dropUnpaid(): null {
    this.outcomes.add('rate-limited-global');
    return null;
  }

  #surfaceUpdate(update: ModelUpdate, frame: ModelFrame, origin: ModelOrigin, ns: bigint | null): ModelEvent | null {
    const { pid, status, nonce, timestamp, payload } = frame;
    switch (update) {
      case 'inserted':
      case 'refreshed':
      case 'restarted':
        this.#countBeat(this.tracker.slotOf(pid), update === 'inserted');
        return { kind: 'beat', pid, status, nonce, timestamp, payload, origin, nsInode: ns, restarted: update === 'restarted' };
      case 'origin-conflict':
        return { kind: 'origin-conflict', pid, origin, slotOrigin: this.tracker.originOf(pid)! };
      case 'namespace-conflict':
        return {
          kind: 'namespace-conflict',
          pid,
          nsInode: ns,
          expectedNsInode: this.tracker.nsOf(pid)!,
          refusedBy: 'slot',
        };
      case 'out-of-order':
        return this.#surfaceOutOfOrder(pid, nonce, origin, ns);
      case 'capacity-exceeded':
        return null;
    }
  }

  #surfaceOutOfOrder(pid: number, nonce: bigint, origin: ModelOrigin, ns: bigint | null): ModelEvent | null {
    const slot = this.tracker.slotOf(pid);
    if (this.saidOutOfOrder[slot]) return null;
    this.saidOutOfOrder[slot] = true;
    return { kind: 'out-of-order', pid, nonce, lastNonce: this.tracker.slots[slot].nonce, origin, nsInode: ns };
  }

  #countBeat(slot: number, isNew: boolean): void {
    const found = this.foundIn[slot];
    if (found?.pid === this.tracker.slots[slot].pid) this.refuted.add(found);
    if (isNew) {
      this.beats[slot] = 0;
      this.stalls[slot] = 0;
    }
    this.saidOutOfOrder[slot] = false;
    this.beats[slot] += 1;
  }
}
