import {
  decodeModelFrame,
  elapsed,
  MODEL_REFUSALS,
  toDouble,
  U64_MAX,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelPolicy,
  type ModelRefusal,
  type ModelStatus,
  type ModelUpdate,
} from './codec.ts';
import { MODEL_OUTCOMES, modelMetrics, type ModelMetric, type ModelOutcome } from './metrics.ts';
import {
  MODEL_COUNTERS,
  ModelTally,
  ModelTracker,
  type ModelCounter,
  type ModelRestarts,
  type ModelSlot,
  type ModelStall,
} from './tracker.ts';

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
  /** Whose restarts after a stall are taken as a new life; 'never'. */
  readonly restart_after_stall?: ModelRestarts;
  /** Whether the generation of a pid is pinned, and a later one is a new life; false. */
  readonly pin_generation?: boolean;
  /** Whether a stronger origin takes a slot over; false. */
  readonly origin_takeover?: boolean;
  /** Whether terminal nonces are kept apart from regular ones, and pass where their namespace cannot be read; false. */
  readonly last_words?: boolean;
  /** Key of the pid index, u64; null for none; null. */
  readonly index_key?: bigint | null;
  /** Longest time that may pass from one poll to the next, ns; a longer one counts as this much; 2^64 − 1. */
  readonly max_step?: bigint;
  /** How long a look for stalls may wait until all that waits has been read, ns; 0. */
  readonly catch_up?: bigint;
  /** Whether a limit per pid may be so tight that a live agent stalls; says what observers can be made, not what they do; true. */
  readonly allow_tight_rate?: boolean;
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
    restart_after_stall: options.restart_after_stall ?? 'never',
    pin_generation: options.pin_generation ?? false,
    origin_takeover: options.origin_takeover ?? false,
    last_words: options.last_words ?? false,
    index_key: options.index_key ?? null,
    max_step: options.max_step ?? U64_MAX,
    catch_up: options.catch_up ?? 0n,
    allow_tight_rate: options.allow_tight_rate ?? true,
  };
}

/** What one poll may surface. */
export type ModelEvent =
  | ModelBeatEvent
  | ModelStallEvent
  | ModelDecodeEvent
  | ModelAuthFailureEvent
  | ModelOriginConflictEvent
  | ModelNamespaceConflictEvent
  | ModelOutOfOrderEvent;

/** A beat was accepted. */
export interface ModelBeatEvent {
  readonly kind: 'beat';
  readonly pid: number;
  readonly status: ModelStatus;
  readonly nonce: bigint;
  readonly timestamp: bigint;
  readonly payload: number;
  readonly origin: ModelOrigin;
  /** Namespace inode of the datagram. */
  readonly nsInode: bigint | null;
  /** Whether the pid has begun a new life with it. */
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

/** A beat came whose nonce does not advance: the first since the last accepted one of its pid. */
export interface ModelOutOfOrderEvent {
  readonly kind: 'out-of-order';
  readonly pid: number;
  readonly nonce: bigint;
  /** Nonce of the last accepted beat. */
  readonly lastNonce: bigint;
  readonly origin: ModelOrigin;
  readonly nsInode: bigint | null;
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

  /** The value that has waited longest; undefined if none does. */
  get first(): T | undefined {
    return this.#first?.value;
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

/**
 * Makes a time of the readings of a clock, and counts the odd ones. Times are ns, u64. A step that is longer than the
 * longest counts only once another reading has confirmed it, and then as the longest.
 */
class ModelClock {
  /** Readings below the one that time goes by. */
  regressions = 0;
  /** Steps of more than 5 s. The first reading is not a step. */
  forwardJumps = 0;
  /** Steps that were longer than the longest. */
  pauses = 0;
  readonly #longest: bigint;
  #now = 0n;
  /** The reading that the next one is measured from; null before the first. */
  #base: bigint | null = null;
  /** Whether the last step was too long and waits to be confirmed. */
  #isWaiting = false;

  constructor(longestStep: bigint) {
    this.#longest = longestStep;
  }

  /** The time to go by at `reading`. */
  read(reading: bigint): bigint {
    if (this.#base === null) {
      this.#base = reading;
      this.#now = reading;
      return reading;
    }
    if (reading < this.#base) {
      this.regressions += 1;
      this.#isWaiting = false;
      // Far back: what came before was wrong, and time goes on from here. Not far: time stands still until it is made up for.
      if (elapsed(this.#base, reading) > this.#longest) this.#base = reading;
      return this.#now;
    }
    const step = elapsed(reading, this.#base);
    this.#base = reading;
    if (step > FORWARD_JUMP_NS) this.forwardJumps += 1;
    if (this.#isWaiting) this.#now = capped(this.#now + this.#longest);
    this.#isWaiting = step > this.#longest;
    if (this.#isWaiting) this.pauses += 1;
    else this.#now = capped(this.#now + step);
    return this.#now;
  }

  /** Becomes what `other`, of the same longest step, is. */
  copyFrom(other: ModelClock): void {
    this.regressions = other.regressions;
    this.forwardJumps = other.forwardJumps;
    this.pauses = other.pauses;
    this.#now = other.#now;
    this.#base = other.#base;
    this.#isWaiting = other.#isWaiting;
  }
}

function capped(time: bigint): bigint {
  return time > U64_MAX ? U64_MAX : time;
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

  readonly #queues: readonly ModelFifo<ModelDatagram>[];
  readonly #stallsPending = new ModelFifo<ModelStall>();
  /** By slot: the stall that was found in it by the last look. */
  readonly #foundIn: ModelStall[] = [];
  /** Stalls of that look whose pids have beaten since, in the slots in which they were found. */
  readonly #refuted = new Set<ModelStall>();
  readonly #clock: ModelClock;
  readonly #bucket: ModelTokenBucket;
  /** Least time between two beats of a pid; 0 for no limit. */
  readonly #pidInterval: bigint;
  /** When the look for stalls that has not been made yet fell due; null while none is due. */
  #dueSince: bigint | null = null;
  /** Which listeners were found empty since then. */
  readonly #foundEmpty: boolean[];
  /** Datagrams read since a stall was surfaced, or stalls were looked for; counted no further than to the most there may be. */
  #readsSinceStall = 0;
  /** By slot: whether a beat out of order was surfaced since the last accepted one of its pid. */
  readonly #saidOutOfOrder: boolean[] = [];
  /** What metrics() took out of the tracker so far. */
  readonly #taken = new ModelTally<ModelCounter>(MODEL_COUNTERS);

  /** An observer over `listeners` listeners, all of them empty. */
  constructor(options: ModelObserverOptions, listeners: number) {
    this.options = withDefaults(options);
    const { global_rate, global_burst, per_pid_rate } = this.options;
    this.tracker = new ModelTracker(this.options);
    this.#clock = new ModelClock(this.options.max_step);
    this.#foundEmpty = Array.from({ length: listeners }, () => false);
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

  get pauses(): number {
    return this.#clock.pauses;
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

  /** Runs the loop once, with the clock at `reading`. */
  poll(reading: bigint): ModelEvent | null {
    const now = this.#clock.read(reading);
    this.#dropRefuted();
    if (this.pending === 0 && this.#dueSince === null && elapsed(now, this.lastDrain) >= this.options.drain_interval) {
      this.#dueSince = now;
      this.#foundEmpty.fill(false);
    }
    if (this.#dueSince !== null && elapsed(now, this.#dueSince) >= this.options.catch_up) this.#look(now);
    const event = this.#isStallsTurn() ? null : this.#readListeners(now);
    if (event !== null) return event;
    if (this.#dueSince !== null && !this.#foundEmpty.includes(false)) this.#look(now);
    return this.#surfaceStall();
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
    copyArray(other.#foundIn, this.#foundIn);
    this.#refuted.clear();
    for (const stall of other.#refuted) this.#refuted.add(stall);
    this.#dueSince = other.#dueSince;
    copyArray(other.#foundEmpty, this.#foundEmpty);
    this.#readsSinceStall = other.#readsSinceStall;
    copyArray(other.#saidOutOfOrder, this.#saidOutOfOrder);
    this.#clock.copyFrom(other.#clock);
    this.#bucket.copyFrom(other.#bucket);
    this.#taken.copyFrom(other.#taken);
  }

  #look(now: bigint): void {
    this.#dueSince = null;
    this.#readsSinceStall = 0;
    this.lastDrain = now;
    this.drains += 1;
    // All that were found before have been surfaced or refuted.
    this.#foundIn.length = 0;
    this.#refuted.clear();
    for (const stall of this.tracker.drain(now, this.options.threshold)) {
      this.#stallsPending.push(stall);
      this.#foundIn[this.tracker.slotOf(stall.pid)] = stall;
    }
  }

  /**
   * Forgets the stalls in front whose pids have beaten since they were found: in the slots that they had, or in those that they
   * have now. That of a pid that lost its slot without a beat stays: nobody heard of it.
   */
  #dropRefuted(): void {
    for (let stall = this.#stallsPending.first; stall !== undefined; stall = this.#stallsPending.first) {
      const slot = this.tracker.slots[this.tracker.slotOf(stall.pid)] as ModelSlot | undefined;
      const isAsFound = slot === undefined || (slot.last === stall.last && slot.nonce === stall.nonce);
      if (isAsFound && !this.#refuted.has(stall)) return;
      this.#stallsPending.shift();
    }
  }

  #isStallsTurn(): boolean {
    return this.pending > 0 && this.#readsSinceStall === READS_PER_STALL;
  }

  #surfaceStall(): ModelEvent | null {
    this.#dropRefuted();
    const stall = this.#stallsPending.shift();
    if (stall === undefined) return null;
    this.#readsSinceStall = 0;
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
    while (reads < READS_PER_POLL && emptyInARow < this.#queues.length && !this.#isStallsTurn()) {
      const listener = this.nextListener;
      this.nextListener = (listener + 1) % this.#queues.length;
      const datagram = this.#queues[listener].shift();
      if (datagram === undefined) {
        emptyInARow += 1;
        this.#foundEmpty[listener] = true;
        continue;
      }
      reads += 1;
      emptyInARow = 0;
      this.#readsSinceStall = Math.min(this.#readsSinceStall + 1, READS_PER_STALL);
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
    const hasPaid = this.#bucket.admit(now);

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
    const slot = tracker.slots[tracker.slotOf(pid)] as ModelSlot | undefined;
    const isSame = slot?.origin === origin;
    const isLastWord = tracker.lastWords && frame.nonce === U64_MAX && isSame && !slot.terminal;
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
    if (this.#saidOutOfOrder[slot]) return null;
    this.#saidOutOfOrder[slot] = true;
    return { kind: 'out-of-order', pid, nonce, lastNonce: this.tracker.slots[slot].nonce, origin, nsInode: ns };
  }

  #countBeat(slot: number, isNew: boolean): void {
    const found = this.#foundIn[slot];
    if (found?.pid === this.tracker.slots[slot].pid) this.#refuted.add(found);
    if (isNew) {
      this.beats[slot] = 0;
      this.stalls[slot] = 0;
    }
    this.#saidOutOfOrder[slot] = false;
    this.beats[slot] += 1;
  }
}

function copyArray<T>(from: readonly T[], to: T[]): void {
  to.length = 0;
  for (const value of from) to.push(value);
}
