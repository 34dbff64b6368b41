import type { ObserverEvent, StallEvent } from '../../../src/observer/event.ts';
import type { Datagram } from '../../../src/observer/listener.ts';
import type { ObserverLimits } from '../../../src/observer/options.ts';
import type { Outcome } from '../../../src/observer/outcome.ts';
import type { EvictionPolicy } from '../../../src/tracker/eviction.ts';
import { decodeFrame, type Frame } from '../../../src/vlp/frame.ts';
import { ExactBucket } from './exact-bucket.ts';
import { PlainTracker, type LifeOptions } from './plain-tracker.ts';
import type { PlainSlot } from './tracker-fixture.ts';

const MAX = 2n ** 64n - 1n;
const STRONGEST_FIRST = ['kernel-attested', 'operator-attested', 'socket-mode-only', 'network-unverified'];

/** What a plain observer is made with: limits that are settled, and what its ledger is made with. */
export interface PlainObserverOptions {
  readonly limits: ObserverLimits;
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly life: LifeOptions;
}

/** The observer's rules over plain objects, written to be read: what the real one must do. For capacities up to 32. */
export class PlainObserver {
  readonly tracker: PlainTracker;
  readonly waiting: Datagram[][];
  nowNs = 0n;
  readingNs = 0n;
  pendingNs = 0n;
  regressions = 0n;
  forwardJumps = 0n;
  pauses = 0n;
  lastDrainNs = 0n;
  drains = 0;
  /** Since when a drain is due; null while none is. */
  dueSinceNs: bigint | null = null;
  /** Listeners found empty since then. */
  foundEmpty = new Set<number>();
  stalls: PlainSlot[] = [];
  /** Where the stalls that wait were found, and those whose pids have beaten there since. */
  readonly places = new Map<PlainSlot, number>();
  readonly beaten = new Set<PlainSlot>();
  readsSinceStall = 0;
  nextListener = 0;
  /** What the last poll read. */
  reads: [listener: number, outcome: Outcome][] = [];
  /** Pids of which a beat out of order made an event since their last accepted one. */
  readonly reported = new Set<number>();
  readonly #options: PlainObserverOptions;
  readonly #bucket: ExactBucket;
  #started = false;

  constructor(options: PlainObserverOptions, listeners: number) {
    this.#options = options;
    this.tracker = new PlainTracker(options.capacity, options.policy, 256, options.life);
    this.waiting = Array.from({ length: listeners }, () => []);
    this.#bucket = new ExactBucket(options.limits.globalRate, options.limits.globalBurst);
  }

  get milliTokens(): bigint {
    return this.#bucket.tokens;
  }

  poll(readingNs: bigint): ObserverEvent | null {
    const { drainIntervalNs, catchUpNs } = this.#options.limits;
    this.#tick(readingNs);
    this.reads = [];
    while (this.stalls.length > 0 && this.#isOutdated(this.stalls[0])) this.stalls.shift();
    if (this.stalls.length === 0 && this.dueSinceNs === null && this.nowNs - this.lastDrainNs >= drainIntervalNs) {
      this.dueSinceNs = this.nowNs;
      this.foundEmpty.clear();
    }
    if (this.dueSinceNs !== null && this.nowNs - this.dueSinceNs >= catchUpNs) this.#drain();
    if (this.stalls.length > 0 && this.readsSinceStall === 8) return this.#surface();
    const event = this.#read();
    if (event !== null) return event;
    if (this.dueSinceNs !== null && this.foundEmpty.size === this.waiting.length) this.#drain();
    return this.stalls.length > 0 ? this.#surface() : null;
  }

  #tick(readingNs: bigint): void {
    const { maxStepNs } = this.#options.limits;
    const step = readingNs - this.readingNs;
    if (!this.#started) {
      this.#started = true;
      this.nowNs = readingNs;
      this.readingNs = readingNs;
    } else if (step < 0n) {
      this.regressions++;
      this.pendingNs = 0n;
      if (-step > maxStepNs) this.readingNs = readingNs;
    } else {
      if (step > 5_000_000_000n) this.forwardJumps++;
      if (step > maxStepNs) this.pauses++;
      this.nowNs += this.pendingNs + (step > maxStepNs ? 0n : step);
      if (this.nowNs > MAX) this.nowNs = MAX;
      this.pendingNs = step > maxStepNs ? maxStepNs : 0n;
      this.readingNs = readingNs;
    }
  }

  #isOutdated(stall: PlainSlot): boolean {
    const slot = this.#slotOf(stall.pid);
    if (this.beaten.has(stall)) return true;
    return slot !== undefined && (slot.lastNs !== stall.lastNs || slot.nonce !== stall.nonce);
  }

  #placeOf(pid: number): number {
    return this.tracker.slots.findIndex((slot) => slot.pid === pid);
  }

  #slotOf(pid: number): PlainSlot | undefined {
    return this.tracker.slots.find((slot) => slot.pid === pid);
  }

  #drain(): void {
    this.lastDrainNs = this.nowNs;
    this.drains++;
    this.dueSinceNs = null;
    this.readsSinceStall = 0;
    this.stalls = this.tracker.drain(this.nowNs, this.#options.limits.thresholdNs);
    for (const stall of this.stalls) this.places.set(stall, this.#placeOf(stall.pid));
  }

  #surface(): StallEvent {
    const stall = this.stalls.shift();
    if (stall === undefined) throw new Error('no stall waits');
    this.readsSinceStall = 0;
    const { pid, nonce: lastNonce, lastNs: lastBeatNs, origin, nsInode } = stall;
    return { kind: 'stall', pid, lastNonce, lastBeatNs, origin, nsInode };
  }

  #read(): ObserverEvent | null {
    let emptyInARow = 0;
    while (emptyInARow < this.waiting.length && this.reads.length < 64 && !(this.stalls.length > 0 && this.readsSinceStall === 8)) {
      const listener = this.nextListener;
      this.nextListener = (listener + 1) % this.waiting.length;
      const datagram = this.waiting[listener].shift();
      if (datagram === undefined) {
        emptyInARow++;
        if (this.dueSinceNs !== null) this.foundEmpty.add(listener);
        continue;
      }
      emptyInARow = 0;
      this.readsSinceStall = Math.min(8, this.readsSinceStall + 1);
      const [outcome, event] = this.#take(datagram, listener);
      this.reads.push([listener, outcome]);
      if (event !== null) return event;
    }
    return null;
  }

  #take(datagram: Datagram, listener: number): [Outcome, ObserverEvent | null] {
    const { limits, life } = this.#options;
    const { origin, peerPid, nsInode } = datagram;
    const paid = this.#bucket.admit(this.nowNs);
    const refuse = (outcome: Outcome, event: ObserverEvent | null): [Outcome, ObserverEvent | null] =>
      paid ? [outcome, event] : ['rate-limited-global', null];
    const frame = decodeFrame(datagram.bytes);
    if (typeof frame === 'string') return refuse('decode-refused', { kind: 'decode', refusal: frame, listener });
    const { pid } = frame;
    if (peerPid !== null && peerPid !== pid) return refuse('auth-failure', { kind: 'auth-failure', pid, peerPid });
    if (peerPid === null && pid > limits.pidMax) return refuse('pid-above-max', null);
    const slot = this.#slotOf(pid);
    const isOwn = slot?.origin === origin;
    const takesOver =
      life.originTakeover === true && slot !== undefined && STRONGEST_FIRST.indexOf(origin) < STRONGEST_FIRST.indexOf(slot.origin);
    const isFirstLastWord = life.lastWords === true && isOwn && frame.nonce === MAX && !slot.terminal;
    if (slot !== undefined && this.nowNs - slot.lastNs < limits.perPidIntervalNs && !isFirstLastWord && !takesOver) {
      return ['rate-limited-per-pid', null];
    }
    const isFromPinned = isOwn && (slot.nsInode === null || slot.nsInode === nsInode || (nsInode === null && isFirstLastWord));
    if (!paid && !takesOver && !isFromPinned) return ['rate-limited-global', null];
    if (nsInode !== null && limits.nsInode !== null && nsInode !== limits.nsInode && !limits.allowCrossNamespace) {
      return refuse('namespace-mismatch', {
        kind: 'namespace-conflict',
        pid,
        nsInode,
        expectedNsInode: limits.nsInode,
        refusedBy: 'observer',
      });
    }
    return this.#record(frame, datagram);
  }

  #record(frame: Frame, datagram: Datagram): [Outcome, ObserverEvent | null] {
    const { origin, nsInode } = datagram;
    const { pid } = frame;
    const old = this.#slotOf(pid);
    const before = old === undefined ? undefined : { ...old };
    const update = this.tracker.record(frame, this.nowNs, this.#options.limits.thresholdNs, origin, nsInode, datagram.generation ?? null);
    switch (update) {
      case 'inserted':
      case 'refreshed':
      case 'restarted': {
        for (const stall of this.stalls) if (stall.pid === pid && this.places.get(stall) === this.#placeOf(pid)) this.beaten.add(stall);
        this.reported.delete(pid);
        const { status, nonce, timestamp, payload } = frame;
        return [update, { kind: 'beat', pid, status, nonce, timestamp, payload, origin, nsInode, restarted: update === 'restarted' }];
      }
      case 'origin-conflict':
        return [update, { kind: update, pid, origin, slotOrigin: before?.origin ?? origin }];
      case 'namespace-conflict':
        return [update, { kind: update, pid, nsInode, expectedNsInode: before?.nsInode ?? null, refusedBy: 'slot' }];
      case 'out-of-order': {
        if (this.reported.has(pid)) return [update, null];
        this.reported.add(pid);
        return [update, { kind: update, pid, nonce: frame.nonce, lastNonce: before?.nonce ?? 0n, origin, nsInode }];
      }
      case 'capacity-exceeded':
        return [update, null];
    }
  }
}
