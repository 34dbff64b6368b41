import { ModelClock } from './model-clock.ts';
import { MODEL_COUNTERS, zeroCounts } from './model-counters.ts';
import type { ModelDatagram } from './model-datagram.ts';
import type { ModelEvent } from './model-event.ts';
import { ModelFifo } from './model-fifo.ts';
import { decodeModelFrame, type ModelFrame } from './model-frame.ts';
import { modelMetrics, type ModelMetric } from './model-metrics.ts';
import { withDefaults, type ModelObserverOptions } from './model-options.ts';
import { zeroOutcomes, zeroRefusals } from './model-outcome.ts';
import type { ModelStall } from './model-slot.ts';
import { ModelTokenBucket } from './model-token-bucket.ts';
import { ModelTracker } from './model-tracker.ts';
import type { ModelOrigin, ModelUpdate } from './model-types.ts';
import { elapsed } from './model-words.ts';

const NS_PER_SECOND = 1_000_000_000;

/** The observer's loop with its listeners. Times are ns, u64. */
export class ModelObserver {
  readonly options: Required<ModelObserverOptions>;
  readonly tracker: ModelTracker;
  /** What became of the datagrams that were read. */
  readonly outcomes = zeroOutcomes();
  /** Refused frames by reason. */
  readonly refusals = zeroRefusals();
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

  readonly #queues: readonly ModelFifo<ModelDatagram>[];
  readonly #stallsPending = new ModelFifo<ModelStall>();
  readonly #clock = new ModelClock();
  readonly #bucket: ModelTokenBucket;
  /** Least time between two beats of a pid; 0 for no limit. */
  readonly #pidInterval: bigint;
  /** What metrics() took out of the tracker so far. */
  readonly #taken = zeroCounts();

  /** An observer over `listeners` listeners, all of them empty. */
  constructor(options: ModelObserverOptions, listeners: number) {
    this.options = withDefaults(options);
    const { global_rate, global_burst, per_pid_rate } = this.options;
    this.tracker = new ModelTracker(this.options);
    this.#bucket = new ModelTokenBucket(global_rate, global_burst);
    this.#pidInterval = per_pid_rate === 0 ? 0n : BigInt(Math.floor(NS_PER_SECOND / per_pid_rate));
    this.#queues = Array.from({ length: listeners }, () => new ModelFifo<ModelDatagram>());
  }

  /** Stalls that were found and not yet surfaced. */
  get pending(): number {
    return this.#stallsPending.length;
  }

  get clockRegressions(): number {
    return this.#clock.regressions;
  }

  get clockForwardJumps(): number {
    return this.#clock.forwardJumps;
  }

  /** Thousandths of a frame left in the global bucket, as of the last frame that asked. */
  get milliTokens(): number {
    return this.#bucket.milliTokens;
  }

  /** Listeners, all told. */
  get listeners(): number {
    return this.#queues.length;
  }

  /** Datagrams that `listener` has not read yet. */
  waiting(listener: number): number {
    return this.#queues[listener].length;
  }

  /** Makes a datagram readable on `listener`. It must stay as it is until it was read. */
  deliver(listener: number, datagram: ModelDatagram): void {
    this.#queues[listener].push(datagram);
  }

  /** Runs the loop once, with the clock at `reading`: a stall that is due goes before any datagram. */
  poll(reading: bigint): ModelEvent | null {
    const now = this.#clock.read(reading);
    return this.#surfaceStall(now) ?? this.#readListeners(now);
  }

  /** All metrics. Takes the counters of the tracker; the totals listed go on counting. */
  metrics(): ModelMetric[] {
    for (const counter of MODEL_COUNTERS) this.#taken[counter] += this.tracker.take(counter);
    return modelMetrics(this, this.#taken);
  }

  /** Becomes what `other`, made with the same options, is, but for the datagrams that wait at its listeners. O(capacity). */
  copyFrom(other: ModelObserver): void {
    this.tracker.copyFrom(other.tracker);
    Object.assign(this.outcomes, other.outcomes);
    Object.assign(this.refusals, other.refusals);
    copyArray(other.beats, this.beats);
    copyArray(other.stalls, this.stalls);
    this.lastDrain = other.lastDrain;
    this.drains = other.drains;
    this.nextListener = other.nextListener;
    this.#stallsPending.copyFrom(other.#stallsPending);
    this.#clock.copyFrom(other.#clock);
    this.#bucket.copyFrom(other.#bucket);
    Object.assign(this.#taken, other.#taken);
  }

  #surfaceStall(now: bigint): ModelEvent | null {
    if (this.pending === 0 && elapsed(now, this.lastDrain) >= this.options.drain_interval) {
      this.lastDrain = now;
      this.drains += 1;
      for (const stall of this.tracker.drain(now, this.options.threshold)) this.#stallsPending.push(stall);
    }
    const stall = this.#stallsPending.shift();
    if (stall === undefined) return null;
    // No datagram is read while stalls are pending, so the pid still has its slot.
    this.stalls[this.tracker.slotOf(stall.pid)] += 1;
    return {
      kind: 'stall',
      pid: stall.pid,
      lastNonce: stall.nonce,
      lastBeatNs: stall.last,
      origin: stall.origin,
      nsInode: stall.ns,
    };
  }

  /** Asks each listener once at most, going on from the last one asked, until one has something to surface. */
  #readListeners(now: bigint): ModelEvent | null {
    for (let asked = 0; asked < this.#queues.length; asked++) {
      const listener = this.nextListener;
      this.nextListener = (listener + 1) % this.#queues.length;
      const datagram = this.#queues[listener].shift();
      const event = datagram === undefined ? null : this.#take(listener, datagram, now);
      if (event !== null) return event;
    }
    return null;
  }

  /** Passes one datagram through the gates, in this order, and counts what became of it. */
  #take(listener: number, datagram: ModelDatagram, now: bigint): ModelEvent | null {
    const { options, outcomes, tracker } = this;
    const { origin, peer, ns } = datagram;

    // 1. It must be a frame.
    const frame = decodeModelFrame(datagram.bytes);
    if (typeof frame === 'string') {
      outcomes['decode-refused'] += 1;
      this.refusals[frame] += 1;
      return { kind: 'decode', refusal: frame, listener };
    }
    const pid = frame.pid;

    // 2. It must name the pid that the kernel names,
    if (peer !== null && peer !== pid) {
      outcomes['auth-failure'] += 1;
      return { kind: 'auth-failure', pid, peerPid: peer };
    }
    // 3. and where the kernel names none, one that is not too large.
    if (peer === null && pid > options.pid_max) {
      outcomes['pid-above-max'] += 1;
      return null;
    }

    // 4. Its pid must not beat too often,
    const last = tracker.lastNsOf(pid);
    if (last !== undefined && elapsed(now, last) < this.#pidInterval) {
      outcomes['rate-limited-per-pid'] += 1;
      return null;
    }
    // 5. nor all pids together.
    if (!this.#bucket.admit(now)) {
      outcomes['rate-limited-global'] += 1;
      return null;
    }

    // 6. It must come from the observer's own namespace, if both are known.
    if (ns !== null && options.ns !== null && ns !== options.ns && !options.allow_cross_namespace) {
      outcomes['namespace-mismatch'] += 1;
      return { kind: 'namespace-conflict', pid, nsInode: ns, expectedNsInode: options.ns, refusedBy: 'observer' };
    }

    // 7. The tracker has the last word.
    const update = tracker.record(frame, now, options.threshold, origin, ns);
    this.#countUpdate(update);
    return this.#surfaceUpdate(update, frame, origin, ns);
  }

  /** Written out: a property looked up by a name that varies takes as long as the rest of the gates together. */
  #countUpdate(update: ModelUpdate): void {
    const { outcomes } = this;
    switch (update) {
      case 'inserted':
        outcomes.inserted += 1;
        return;
      case 'refreshed':
        outcomes.refreshed += 1;
        return;
      default:
        outcomes[update] += 1;
    }
  }

  #surfaceUpdate(update: ModelUpdate, frame: ModelFrame, origin: ModelOrigin, ns: bigint | null): ModelEvent | null {
    const { pid, status, nonce, timestamp, payload } = frame;
    switch (update) {
      case 'inserted':
      case 'refreshed':
        this.#countBeat(this.tracker.slotOf(pid), update === 'inserted');
        return { kind: 'beat', pid, status, nonce, timestamp, payload, origin, nsInode: ns, restarted: false };
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
      default:
        return null;
    }
  }

  #countBeat(slot: number, isNew: boolean): void {
    if (isNew) {
      this.beats[slot] = 0;
      this.stalls[slot] = 0;
    }
    this.beats[slot] += 1;
  }
}

function copyArray(from: readonly number[], to: number[]): void {
  to.length = 0;
  for (const value of from) to.push(value);
}
