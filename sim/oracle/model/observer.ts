import {
  decodeModelFrame,
  elapsed,
  MODEL_REFUSALS,
  toDouble,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelPolicy,
  type ModelRefusal,
  type ModelStatus,
  type ModelUpdate,
} from './codec.ts';
import { MODEL_OUTCOMES, modelMetrics, type ModelMetric, type ModelOutcome } from './metrics.ts';
import { MODEL_COUNTERS, ModelTally, ModelTracker, type ModelCounter, type ModelStall } from './tracker.ts';

/** An observer's options, under the names in a trace. Everything but the threshold may be left out. */
export interface ModelObserverOptions {
  /** Silence from which on a pid is stalled, ns, u64. */
  readonly threshold: bigint;
  /** Slots, clamped to 0 to 4096; 256. */
  readonly capacity?: number;
  /** 'strict'. */
  readonly policy?: ModelPolicy;
  /** Slots that one search for a victim looks at, clamped to 1 to 4096; 256. */
  readonly window?: number;
  /** Time between two looks for stalls, ns; a tenth of the threshold, at most 100 ms. */
  readonly drain_interval?: bigint;
  /** Beats a second of one pid, 0 for no limit; 100. */
  readonly per_pid_rate?: number;
  /** Beats a second of all pids, 0 for no limit; 5000. */
  readonly global_rate?: number;
  /** Beats of all pids at once, 0 for no limit; 10000. */
  readonly global_burst?: number;
  /** Largest pid that is taken from a peer the kernel does not vouch for; 2^32 − 1. */
  readonly pid_max?: number;
  /** Inode of the observer's own pid namespace, null if unknown; null. */
  readonly ns?: bigint | null;
  /** Whether agents of other namespaces are taken; false. */
  readonly allow_cross_namespace?: boolean;
  readonly restartAfterStall?: 'never' | 'attested' | 'always';
  readonly pinGeneration?: boolean;
  readonly originTakeover?: boolean;
  readonly lastWords?: boolean;
  readonly indexKey?: bigint | null;
  readonly maxStep?: bigint;
  readonly catchUp?: bigint;
  readonly allowTightRate?: boolean;
}

const DRAIN_INTERVAL_MAX_NS = 100_000_000n;

/** The options with every gap filled. */
function withDefaults(options: ModelObserverOptions): Required<ModelObserverOptions> {
  const tenth = options.threshold / 10n;
  return {
    threshold: options.threshold,
    capacity: options.capacity ?? 256,
    policy: options.policy ?? 'strict',
    window: options.window ?? 256,
    drain_interval: options.drain_interval ?? (tenth < DRAIN_INTERVAL_MAX_NS ? tenth : DRAIN_INTERVAL_MAX_NS),
    per_pid_rate: options.per_pid_rate ?? 100,
    global_rate: options.global_rate ?? 5000,
    global_burst: options.global_burst ?? 10_000,
    pid_max: options.pid_max ?? 2 ** 32 - 1,
    ns: options.ns ?? null,
    allow_cross_namespace: options.allow_cross_namespace ?? false,
    restartAfterStall: options.restartAfterStall ?? 'never',
    pinGeneration: options.pinGeneration ?? false,
    originTakeover: options.originTakeover ?? false,
    lastWords: options.lastWords ?? false,
    indexKey: options.indexKey ?? null,
    maxStep: options.maxStep ?? 2n ** 64n - 1n,
    catchUp: options.catchUp ?? 0n,
    allowTightRate: options.allowTightRate ?? true,
  };
}

/** What one poll may surface. */
export type ModelEvent =
  | ModelBeatEvent
  | ModelStallEvent
  | ModelDecodeEvent
  | ModelAuthFailureEvent
  | ModelOriginConflictEvent
  | ModelNamespaceConflictEvent;

/** A beat was accepted. */
export interface ModelBeatEvent {
  readonly kind: 'beat';
  readonly pid: number;
  readonly status: ModelStatus;
  readonly nonce: bigint;
  readonly timestamp: bigint;
  readonly payload: number;
  readonly origin: ModelOrigin;
  /** Namespace inode of the datagram, which by now is the one of the slot too. */
  readonly nsInode: bigint | null;
  readonly restarted: boolean;
}

/** A pid has been silent for the threshold or longer. */
export interface ModelStallEvent {
  readonly kind: 'stall';
  readonly pid: number;
  readonly lastNonce: bigint;
  readonly lastBeatNs: bigint;
  readonly origin: ModelOrigin;
  readonly nsInode: bigint | null;
}

/** A datagram was not a frame. */
export interface ModelDecodeEvent {
  readonly kind: 'decode';
  readonly refusal: ModelRefusal;
  readonly listener: number;
}

/** A frame named another pid than the kernel did. */
export interface ModelAuthFailureEvent {
  readonly kind: 'auth-failure';
  /** The pid in the frame. */
  readonly pid: number;
  /** The pid that the kernel vouches for. */
  readonly peerPid: number;
}

/** A beat came by another origin than the first one of its pid. */
export interface ModelOriginConflictEvent {
  readonly kind: 'origin-conflict';
  readonly pid: number;
  readonly origin: ModelOrigin;
  readonly slotOrigin: ModelOrigin;
}

/** A beat came from another namespace than the observer's own, or than the one its slot is pinned to. */
export interface ModelNamespaceConflictEvent {
  readonly kind: 'namespace-conflict';
  readonly pid: number;
  readonly nsInode: bigint | null;
  readonly expectedNsInode: bigint | null;
  readonly refusedBy: 'observer' | 'slot';
}

interface Link<T> {
  readonly value: T;
  next: Link<T> | null;
}

/** A queue as a chain of links: what was taken out is not held any longer. O(1) each way. */
class ModelFifo<T> {
  /** Values waiting. */
  length = 0;
  #first: Link<T> | null = null;
  #last: Link<T> | null = null;

  push(value: T): void {
    const link = { value, next: null };
    if (this.#last === null) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    this.length += 1;
  }

  /** Takes out the value that has waited longest; undefined if none does. */
  shift(): T | undefined {
    const link = this.#first;
    if (link === null) return undefined;
    this.#first = link.next;
    if (link.next === null) this.#last = null;
    this.length -= 1;
    return link.value;
  }

  /** Holds the values that `other` holds, and no others. O(values). */
  copyFrom(other: ModelFifo<T>): void {
    this.#first = null;
    this.#last = null;
    this.length = 0;
    for (let link = other.#first; link !== null; link = link.next) this.push(link.value);
  }
}

/** A single step of more than this is counted as a jump, ns. */
const FORWARD_JUMP_NS = 5_000_000_000n;

/** Makes the readings of a clock monotonic, and counts the odd ones. Times are ns, u64. */
class ModelClock {
  /** Readings below the latest one. */
  regressions = 0;
  /** Steps of more than 5 s. The first reading is not a step. */
  forwardJumps = 0;
  #latest: bigint | null = null;

  /** The time to go by at `reading`: the largest reading so far. */
  read(reading: bigint): bigint {
    const latest = this.#latest;
    if (latest !== null && reading < latest) {
      this.regressions += 1;
      return latest;
    }
    if (latest !== null && elapsed(reading, latest) > FORWARD_JUMP_NS) this.forwardJumps += 1;
    this.#latest = reading;
    return reading;
  }

  /** Becomes what `other` is. */
  copyFrom(other: ModelClock): void {
    this.regressions = other.regressions;
    this.forwardJumps = other.forwardJumps;
    this.#latest = other.#latest;
  }
}

const NS_PER_SECOND = 1_000_000_000;
const MILLI_PER_FRAME = 1000;

/** Lets `rate` frames a second through, and `burst` at once. Starts full; off if either is 0. */
export class ModelTokenBucket {
  /** Thousandths of a frame that may pass now, 0 to 1000 × burst. Known as of the last time a frame asked. */
  milliTokens: number;
  readonly #rate: number;
  readonly #capacity: number;
  /** What was too little for a thousandth at the last refill, in ns × thousandths a second, 0 to 10^9 − 1. */
  #remainder = 0;
  #lastRefill = 0n;

  /** `rate` and `burst` are whole numbers up to 2^32. */
  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#capacity = burst * MILLI_PER_FRAME;
    this.milliTokens = this.#capacity;
  }

  /** True, at the price of a frame, if a frame may pass at `now` (ns, never less than before). */
  admit(now: bigint): boolean {
    if (this.#rate === 0 || this.#capacity === 0) return true;
    this.#refill(now);
    if (this.milliTokens < MILLI_PER_FRAME) return false;
    this.milliTokens -= MILLI_PER_FRAME;
    return true;
  }

  /** Becomes what `other`, of the same rate and burst, is. */
  copyFrom(other: ModelTokenBucket): void {
    this.milliTokens = other.milliTokens;
    this.#remainder = other.#remainder;
    this.#lastRefill = other.#lastRefill;
  }

  #refill(now: bigint): void {
    const span = elapsed(now, this.#lastRefill);
    this.#lastRefill = now;
    // Rounding is monotonic: a sum that comes out below 2^53 was exact, and any other one fills the bucket or is done again.
    const units = toDouble(span) * this.#rate * MILLI_PER_FRAME + this.#remainder;
    if (units <= Number.MAX_SAFE_INTEGER) {
      this.#add(Math.floor(units / NS_PER_SECOND), units % NS_PER_SECOND);
      return;
    }
    const exact = span * BigInt(this.#rate * MILLI_PER_FRAME) + BigInt(this.#remainder);
    this.#add(Number(exact / BigInt(NS_PER_SECOND)), Number(exact % BigInt(NS_PER_SECOND)));
  }

  #add(milliTokens: number, remainder: number): void {
    const sum = this.milliTokens + milliTokens;
    const full = sum >= this.#capacity;
    this.milliTokens = full ? this.#capacity : sum;
    this.#remainder = full ? 0 : remainder;
  }
}

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

  readonly #queues: readonly ModelFifo<ModelDatagram>[];
  readonly #stallsPending = new ModelFifo<ModelStall>();
  readonly #clock = new ModelClock();
  readonly #bucket: ModelTokenBucket;
  /** Least time between two beats of a pid; 0 for no limit. */
  readonly #pidInterval: bigint;
  /** What metrics() took out of the tracker so far. */
  readonly #taken = new ModelTally<ModelCounter>(MODEL_COUNTERS);

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

  /** Number of listeners. */
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
    for (const counter of MODEL_COUNTERS) this.#taken.add(counter, this.tracker.take(counter));
    return modelMetrics(this, this.#taken);
  }

  /** Becomes what `other`, made with the same options, is, but for the datagrams that wait at its listeners. O(capacity). */
  copyFrom(other: ModelObserver): void {
    this.tracker.copyFrom(other.tracker);
    this.outcomes.copyFrom(other.outcomes);
    this.refusals.copyFrom(other.refusals);
    copyArray(other.beats, this.beats);
    copyArray(other.stalls, this.stalls);
    this.lastDrain = other.lastDrain;
    this.drains = other.drains;
    this.nextListener = other.nextListener;
    this.#stallsPending.copyFrom(other.#stallsPending);
    this.#clock.copyFrom(other.#clock);
    this.#bucket.copyFrom(other.#bucket);
    this.#taken.copyFrom(other.#taken);
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
      outcomes.add('decode-refused');
      this.refusals.add(frame);
      return { kind: 'decode', refusal: frame, listener };
    }
    const pid = frame.pid;

    // 2. It must name the pid that the kernel names,
    if (peer !== null && peer !== pid) {
      outcomes.add('auth-failure');
      return { kind: 'auth-failure', pid, peerPid: peer };
    }
    // 3. and where the kernel names none, one that is not too large.
    if (peer === null && pid > options.pid_max) {
      outcomes.add('pid-above-max');
      return null;
    }

    // 4. Its pid must not beat too often,
    const last = tracker.lastNsOf(pid);
    if (last !== undefined && elapsed(now, last) < this.#pidInterval) {
      outcomes.add('rate-limited-per-pid');
      return null;
    }
    // 5. nor all pids together.
    if (!this.#bucket.admit(now)) {
      outcomes.add('rate-limited-global');
      return null;
    }

    // 6. It must come from the observer's own namespace, if both are known.
    if (ns !== null && options.ns !== null && ns !== options.ns && !options.allow_cross_namespace) {
      outcomes.add('namespace-mismatch');
      return { kind: 'namespace-conflict', pid, nsInode: ns, expectedNsInode: options.ns, refusedBy: 'observer' };
    }

    // 7. The tracker has the last word.
    const update = tracker.record(frame, now, options.threshold, origin, ns);
    outcomes.add(update);
    return this.#surfaceUpdate(update, frame, origin, ns);
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
