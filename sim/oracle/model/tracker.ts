import {
  elapsed,
  highWord,
  isMax,
  lowWord,
  U64_MAX,
  type ModelOrigin,
  type ModelPolicy,
  type ModelStatus,
  type ModelUpdate,
} from './codec.ts';
import { ModelIndex } from './pid-index.ts';
import { ColumnSlot, SlotTimes, type ModelSlot, type SlotLife } from './slot.ts';
import { ModelTally } from './tally.ts';

/** What a tracker counts, under the names in a trace. */
export const MODEL_COUNTERS = [
  'evictions',
  'nonce_wraps',
  'capacity_exceeded',
  'origin_conflicts',
  'namespace_conflicts',
  'eviction_scan_truncated',
  'invariant_violations',
  'probe_exhausted',
  'restarts',
  'origin_takeovers',
] as const;
export type ModelCounter = (typeof MODEL_COUNTERS)[number];

/** How near to the top the last nonce, and how near to 0 the new one, must be for a wrap. */
const WRAP_DISTANCE = 2n ** 20n;

/** What a nonce is after the last accepted one, both u64: `forward`, a `wrap` past the top, or `stale`. */
function judgeNonce(last: bigint, nonce: bigint): 'forward' | 'wrap' | 'stale' {
  if (nonce > last) return 'forward';
  return last >= U64_MAX - WRAP_DISTANCE && nonce < WRAP_DISTANCE ? 'wrap' : 'stale';
}

/** A stall as `drain` reports it. */
export interface ModelStall {
  readonly pid: number;
  readonly nonce: bigint;
  readonly last: bigint;
  readonly origin: ModelOrigin;
  readonly ns: bigint | null;
}

const CAPACITY_MAX = 4096;
const WINDOW_MAX = 4096;
/** A slot may be given away after a silence of more than this many thresholds. */
const EVICTION_MULTIPLIER = 10n;

export interface ModelTrackerOptions {
  /** Slots; clamped to 0 to 4096. */
  readonly capacity: number;
  readonly policy: ModelPolicy;
  /** Slots that one search for a victim looks at; clamped to 1 to 4096. */
  readonly window: number;
  /** Whose restarts after a stall are taken as a new life; 'never'. */
  readonly restart_after_stall?: ModelRestarts;
  /** Whether the generation of a pid is pinned, and a later one is a new life; false. */
  readonly pin_generation?: boolean;
  /** Whether a stronger origin takes a slot over; false. */
  readonly origin_takeover?: boolean;
  /** Whether terminal nonces are kept apart from regular ones, and pass where their namespace cannot be read; false. */
  readonly last_words?: boolean;
  /** Key of the pid index, u64; null for none. */
  readonly index_key?: bigint | null;
}

/** Whose restarts are believed: nobody's, those for whom the kernel or an operator vouches, everybody's. */
export type ModelRestarts = 'never' | 'attested' | 'always';

/** From the most to the least trusted. */
const TRUST: readonly ModelOrigin[] = ['kernel-attested', 'operator-attested', 'socket-mode-only', 'network-unverified'];

/** What a slot begins with. All of it named here: spread from a constant it took a tenth of an input that evicts much. */
function newLife(pid: number, origin: ModelOrigin): SlotLife {
  return { pid, status: 'ok', origin, ns: null, generation: null, terminal: false, stalled: false };
}

/** The part of a frame that the tracker looks at. */
export interface ModelBeat {
  readonly pid: number;
  readonly nonce: bigint;
  readonly status: ModelStatus;
}

/** The ledger of pids, as plainly as it can be said. Times are ns, u64. */
export class ModelTracker {
  readonly capacity: number;
  readonly policy: ModelPolicy;
  readonly window: number;
  readonly restarts: ModelRestarts;
  readonly pinsGeneration: boolean;
  readonly takesOver: boolean;
  readonly lastWords: boolean;
  readonly index: ModelIndex;
  /** Slots in slot order; a slot given away keeps its place. */
  readonly slots: ColumnSlot[] = [];
  /** Nothing in the model can break, so `invariant_violations` stays 0, as it must in the production code. */
  readonly counts = new ModelTally<ModelCounter>(MODEL_COUNTERS);
  /** Where the next search for a victim starts. */
  cursor = 0;
  /** Slots whose silence was reported. */
  stallCount = 0;
  lastEvictedPid: number | null = null;
  readonly #times: SlotTimes;

  constructor(options: ModelTrackerOptions) {
    this.capacity = Math.max(0, Math.min(options.capacity, CAPACITY_MAX));
    this.policy = options.policy;
    this.window = Math.max(1, Math.min(options.window, WINDOW_MAX));
    this.index = new ModelIndex(this.capacity, options.index_key ?? null);
    this.restarts = options.restart_after_stall ?? 'never';
    this.pinsGeneration = options.pin_generation ?? false;
    this.takesOver = options.origin_takeover ?? false;
    this.lastWords = options.last_words ?? false;
    this.#times = new SlotTimes(this.capacity);
  }

  /** Takes a beat that came in at `now`. A refused beat changes counters, and the cursor if a victim was looked for. */
  record(
    beat: ModelBeat,
    now: bigint,
    threshold: bigint,
    origin: ModelOrigin,
    ns: bigint | null,
    generation: bigint | null = null,
  ): ModelUpdate {
    const at = this.index.slotOf(beat.pid);
    if (at !== -1) return this.#known(this.slots[at], beat, now, origin, ns, generation);
    const place = this.slots.length < this.capacity ? this.#append(beat.pid) : this.#replace(beat.pid, now, threshold);
    if (place !== -1) {
      this.slots[place] = new ColumnSlot(this.#times, place, newLife(beat.pid, origin));
      this.#begin(this.slots[place], beat, now, origin, ns, generation);
      return 'inserted';
    }
    this.counts.add('capacity_exceeded');
    return 'capacity-exceeded';
  }

  /** Flags every slot that is silent for `threshold` or longer and is not yet flagged; returns these in slot order. */
  drain(now: bigint, threshold: bigint): ModelStall[] {
    const stalls: ModelStall[] = [];
    if (now < threshold) return stalls;
    // Silent for the threshold or longer means: the last beat came then or before. A silence of 0 everyone has.
    const since = threshold === 0n ? U64_MAX : elapsed(now, threshold);
    const high = highWord(since);
    const low = lowWord(since);
    for (let at = 0; at < this.slots.length; at++) {
      if (!this.#times.isSilentSince(at, high, low)) continue;
      const slot = this.slots[at];
      if (slot.stalled) continue;
      slot.stalled = true;
      this.stallCount += 1;
      stalls.push({ pid: slot.pid, nonce: slot.nonce, last: slot.last, origin: slot.origin, ns: slot.ns });
    }
    return stalls;
  }

  /** Reads and zeroes a counter; `evicted_pid` is the last victim since it was last taken, or null. */
  take(counter: ModelCounter): number;
  take(counter: ModelCounter | 'evicted_pid'): number | null;
  take(counter: ModelCounter | 'evicted_pid'): number | null {
    if (counter === 'evicted_pid') {
      const pid = this.lastEvictedPid;
      this.lastEvictedPid = null;
      return pid;
    }
    return this.counts.take(counter);
  }

  /** The slot of `pid`, or −1. */
  slotOf(pid: number): number {
    return this.index.slotOf(pid);
  }

  /** What is kept of `pid`; undefined if it is not tracked. Never asks for slots[-1], a property by name: a hundred times as slow. */
  slotFor(pid: number): ModelSlot | undefined {
    const at = this.slotOf(pid);
    return at === -1 ? undefined : this.slots[at];
  }

  /** Time of the last accepted beat of `pid`, or undefined if it is not tracked. */
  lastNsOf(pid: number): bigint | undefined {
    return this.slotFor(pid)?.last;
  }

  /** Origin of `pid`, or undefined if it is not tracked. */
  originOf(pid: number): ModelOrigin | undefined {
    return this.slotFor(pid)?.origin;
  }

  /** Namespace inode of `pid`, null if none is known, or undefined if the pid is not tracked. */
  nsOf(pid: number): bigint | null | undefined {
    return this.slotFor(pid)?.ns;
  }

  /** Becomes what `other`, made with the same options, is. O(capacity). */
  copyFrom(other: ModelTracker): void {
    this.index.copyFrom(other.index);
    this.slots.length = 0;
    this.#times.u64s.set(other.#times.u64s);
    for (const slot of other.slots) this.slots.push(slot.over(this.#times));
    this.counts.copyFrom(other.counts);
    this.cursor = other.cursor;
    this.stallCount = other.stallCount;
    this.lastEvictedPid = other.lastEvictedPid;
  }

  #known(slot: ModelSlot, beat: ModelBeat, now: bigint, origin: ModelOrigin, ns: bigint | null, generation: bigint | null): ModelUpdate {
    if (this.isTakeover(slot, origin)) {
      this.counts.add('origin_takeovers');
      this.#begin(slot, beat, now, origin, ns, generation);
      return 'restarted';
    }
    if (origin !== slot.origin) {
      this.counts.add('origin_conflicts');
      return 'origin-conflict';
    }
    const isLastWord = this.lastWords && isMax(beat.nonce);
    if (slot.ns !== null && ns !== slot.ns && !(isLastWord && !slot.terminal && ns === null)) {
      this.counts.add('namespace_conflicts');
      return 'namespace-conflict';
    }
    if (this.pinsGeneration && generation !== null && slot.generation !== null && generation !== slot.generation) {
      if (generation < slot.generation) return 'out-of-order';
      this.counts.add('restarts');
      this.#begin(slot, beat, now, origin, ns ?? slot.ns, generation);
      return 'restarted';
    }
    return isLastWord ? this.#lastWord(slot, beat, now, ns, generation) : this.#regular(slot, beat, now, ns, generation);
  }

  #lastWord(slot: ModelSlot, beat: ModelBeat, now: bigint, ns: bigint | null, generation: bigint | null): ModelUpdate {
    if (slot.terminal) return 'out-of-order';
    this.#accept(slot, beat, now, ns, generation);
    return 'refreshed';
  }

  #regular(slot: ModelSlot, beat: ModelBeat, now: bigint, ns: bigint | null, generation: bigint | null): ModelUpdate {
    const step = judgeNonce(slot.nonce, beat.nonce);
    if (step === 'stale' && !(slot.stalled && this.#believesRestart(slot.origin))) return 'out-of-order';
    if (step === 'stale') this.counts.add('restarts');
    if (step === 'wrap') this.counts.add('nonce_wraps');
    this.#accept(slot, beat, now, ns, generation);
    return step === 'stale' ? 'restarted' : 'refreshed';
  }

  /** Whether a beat over `origin` takes the slot over. */
  isTakeover(slot: ModelSlot, origin: ModelOrigin): boolean {
    return this.takesOver && origin !== slot.origin && TRUST.indexOf(origin) < TRUST.indexOf(slot.origin);
  }

  #believesRestart(origin: ModelOrigin): boolean {
    if (this.restarts === 'attested') return origin === 'kernel-attested' || origin === 'operator-attested';
    return this.restarts === 'always';
  }

  /** Takes an accepted beat. What was known of the sender stays; what was not known yet is learned. */
  #accept(slot: ModelSlot, beat: ModelBeat, now: bigint, ns: bigint | null, generation: bigint | null): void {
    if (slot.stalled) this.stallCount -= 1;
    slot.stalled = false;
    slot.last = now;
    slot.status = beat.status;
    slot.terminal = this.lastWords && isMax(beat.nonce);
    // Where terminal nonces are apart, the last regular one is kept.
    if (!slot.terminal) slot.nonce = beat.nonce;
    slot.ns ??= ns;
    if (this.pinsGeneration) slot.generation ??= generation;
  }

  /** The pid of `slot` begins a life with this beat: nothing that was known of the sender before counts. */
  #begin(slot: ModelSlot, beat: ModelBeat, now: bigint, origin: ModelOrigin, ns: bigint | null, generation: bigint | null): void {
    slot.nonce = 0n;
    slot.origin = origin;
    slot.ns = ns;
    slot.generation = null;
    this.#accept(slot, beat, now, ns, generation);
  }

  /** The place after the last slot, for `pid`; −1 if the index has no cell for it. */
  #append(pid: number): number {
    return this.#enter(pid, this.slots.length) ? this.slots.length : -1;
  }

  /** The place of a slot that is given away to `pid`; −1 if there is none, or the index has no cell for it. */
  #replace(pid: number, now: bigint, threshold: bigint): number {
    const at = this.#findVictim(now, threshold);
    if (at === -1) return -1;
    const victim = this.slots[at];
    this.index.remove(victim.pid);
    if (!this.#enter(pid, at)) {
      // The victim's own cell is free again, so it always finds a place, though perhaps an earlier one on its path.
      this.index.insert(victim.pid, at);
      return -1;
    }
    if (victim.stalled) this.stallCount -= 1;
    this.counts.add('evictions');
    this.lastEvictedPid = victim.pid;
    return at;
  }

  #enter(pid: number, at: number): boolean {
    const entered = this.index.insert(pid, at);
    if (!entered) this.counts.add('probe_exhausted');
    return entered;
  }

  #findVictim(now: bigint, threshold: bigint): number {
    // The latest last beat of a silence of more than that; below 0 there is none.
    const latest = now - threshold * EVICTION_MULTIPLIER - 1n;
    let at = this.stallCount > 0 ? this.#scan(latest, true) : -1;
    if (at === -1 && this.policy === 'balanced') at = this.#scan(latest, false);
    if (at === -1) this.counts.add('eviction_scan_truncated');
    return at;
  }

  /** Looks at one window of slots from the cursor on for the first one whose last beat came at `latest` or before, or −1. */
  #scan(latest: bigint, flaggedOnly: boolean): number {
    const count = this.slots.length;
    if (count === 0) return -1;
    const start = this.cursor % count;
    const window = Math.min(this.window, count);
    const high = latest < 0n ? -1 : highWord(latest);
    const low = latest < 0n ? 0 : lowWord(latest);
    for (let step = 0; step < window; step++) {
      const at = (start + step) % count;
      if (!this.#times.isSilentSince(at, high, low)) continue;
      if (flaggedOnly && !this.slots[at].stalled) continue;
      this.cursor = (at + 1) % count;
      return at;
    }
    this.cursor = (start + window) % count;
    return -1;
  }
}
