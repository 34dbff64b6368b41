import { EVICTION_MULTIPLIER, MAX_CAPACITY, MAX_SCAN_WINDOW, U64_MAX } from '../data/spec/limits.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { ObserverEvent, Update } from '../../src/index.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import type { DrainedStall, Exchange, NewOp, ObserverOp, RecordOp, SettledOp } from '../data/ops/op.ts';
import type { Accesses } from '../subject/array-meter.ts';
import type { Subject } from '../subject/subject.ts';
import { highWord, lowWord } from '../data/u64-words.ts';
import { CollectedBeat, FIRST_UPDATE } from './collected-beat.ts';
import { isStall, type StepFacts, type TimeLimit } from './facts.ts';
import { IndexCopy } from './index-copy.ts';
import { LedgerReading } from './ledger-reading.ts';
import { ObservedClock } from './observed-clock.ts';
import { cellCount, withDefaults, type ModelObserverOptions } from './model/index.ts';
import { atMost, ShadowTable } from './shadow-table.ts';
import { SlotReading, STALLED } from './slot-reading.ts';

const PROBE_EXHAUSTED = TRACKER_COUNTER.probeExhausted;

/** {@link StepFacts} as the oracle fills it. */
export class FactCollector implements StepFacts {
  view: TrackerView;
  observer: Subject['observerView'];
  readonly listeners: Subject['listeners'];
  readonly shadow: ShadowTable;
  readonly capacity: number;
  readonly cells: number;
  readonly window: number;
  readonly isStrict: boolean;
  readonly stallLimit: TimeLimit = { possible: false, high: Number.NaN, low: Number.NaN };
  readonly evictionLimit: TimeLimit = { possible: false, high: Number.NaN, low: Number.NaN };
  readonly beats: CollectedBeat[] = [];
  readonly reads: Subject['reads'];
  readonly settings: ObserverOp | NewOp;
  readonly options: Required<ModelObserverOptions> | null;
  readonly udpListeners: Subject['udpListeners'];
  readonly clock: ObservedClock;
  readonly counters = new Uint32Array(TRACKER_COUNTER_NAMES.length);
  nowNs = 0n;
  nowHigh = Number.NaN;
  nowLow = Number.NaN;
  thresholdNs = 0n;
  beatCount = 0;
  accepted: CollectedBeat | null = null;
  acceptedSlot = -1;
  wasKnown = false;
  readonly stored = new SlotReading();
  readonly now = new LedgerReading();
  victimPid = Number.NaN;
  drained = false;
  isQuietDrain = false;
  drainReply: readonly DrainedStall[] | null = null;
  event: ObserverEvent | null = null;
  readCount = 0;
  settled: SettledOp | null = null;
  wasDue = false;
  dueSinceBefore = 0n;
  wasCutShort = false;
  /** Datagrams read since a stall came out last or since the last drain, up to this step. */
  readsBefore = 0;
  /** Pids that were evicted with a stall that is still to come out. */
  readonly evictedUnsurfaced = new Set<number>();
  /** Whether a drain was due after this step. */
  isDue = false;
  /** Since when, while one is due; elsewhere since when one was due last. */
  dueSince = 0n;
  /** Drains of the observer as of the last step. */
  drains = 0;
  /** Stalls that waited before this step, and after it. */
  pendingBefore = 0;
  pending = 0;
  asked: Exchange;
  accesses: Accesses | null = null;
  isIndexNew = true;
  readonly #index: IndexCopy;
  readonly #catchUpNs: bigint;
  readonly #clockStartNs: bigint;
  /** How often counters had moved when `counters` took them over. */
  #rememberedMoves = 0;
  /** Shortest silence that makes a slot evictable. */
  #evictableNs = 1n;

  constructor(subject: Subject, settings: ObserverOp | NewOp) {
    this.asked = settings.op === 'new' ? { kind: 'new', op: settings, reply: null } : { kind: 'observer', op: settings, reply: null };
    this.settings = settings;
    this.clock = new ObservedClock(settings.op === 'observer' ? (settings.max_step ?? U64_MAX) : U64_MAX);
    this.reads = subject.reads;
    this.#catchUpNs = settings.op === 'observer' ? (settings.catch_up ?? 0n) : 0n;
    this.view = subject.trackerView as TrackerView;
    this.observer = subject.observerView;
    this.listeners = subject.listeners;
    this.udpListeners = subject.udpListeners;
    this.#clockStartNs = settings.op === 'observer' ? (settings.udp?.clock_start ?? 0n) : 0n;
    this.options = settings.op === 'observer' ? withDefaults(settings) : null;
    const { capacity, window, policy } = settings.op === 'observer' ? withDefaults(settings) : settings;
    this.capacity = Math.min(Math.max(capacity, 0), MAX_CAPACITY);
    this.cells = cellCount(this.capacity);
    this.window = Math.min(Math.max(window, 1), MAX_SCAN_WINDOW);
    this.isStrict = policy === 'strict';
    this.shadow = new ShadowTable(this.capacity);
    this.#index = new IndexCopy(this.capacity, this.cells);
  }

  /** Looks at what a subject drives now, as a copy may have taken its place. */
  look(subject: Subject): void {
    this.accesses = subject.accesses;
    // Written only where it is another: to write what is young into this old object takes 80 instructions, and copies are young.
    if (this.view !== subject.trackerView) this.view = subject.trackerView as TrackerView;
    if (this.observer !== subject.observerView) this.observer = subject.observerView;
  }

  /** Takes over what `other`, of a run that began with the same operation, remembers between steps. O(capacity). */
  copyFrom(other: FactCollector): void {
    this.shadow.copyFrom(other.shadow);
    this.#index.forget();
    this.clock.copyFrom(other.clock);
    this.counters.set(other.counters);
    this.now.copyFrom(other.now);
    this.#rememberedMoves = -1;
    this.thresholdNs = other.thresholdNs;
    this.#evictableNs = other.#evictableNs;
    this.nowNs = other.nowNs;
    this.isDue = other.isDue;
    this.dueSince = other.dueSince;
    this.drains = other.drains;
    this.pending = other.pending;
    this.readsBefore = other.readsBefore;
    this.evictedUnsurfaced.clear();
    for (const pid of other.evictedUnsurfaced) this.evictedUnsurfaced.add(pid);
  }

  /** Begins a step of an observer. */
  resetForPoll(nowNs: bigint): void {
    this.nowNs = nowNs;
    this.nowHigh = highWord(nowNs);
    this.nowLow = lowWord(nowNs);
    this.resetForScan();
    this.event = null;
    this.readCount = 0;
  }

  /** Begins a step of a bare tracker, whose every operation names its threshold. */
  resetForTracker(nowNs: bigint, thresholdNs: bigint): void {
    this.setThreshold(thresholdNs);
    this.resetForPoll(nowNs);
  }

  /** Clears what is known of the last step, but not its time. */
  resetForScan(): void {
    this.beatCount = 0;
    this.accepted = null;
    this.acceptedSlot = -1;
    this.wasKnown = false;
    this.victimPid = -1;
    this.drained = false;
    this.isQuietDrain = false;
    this.drainReply = null;
    this.settled = null;
  }

  /** What the observer's clock reads at a reading of the host's: the time since it was made. */
  readingAt(hostNs: bigint): bigint {
    if (this.#clockStartNs === 0n) return hostNs;
    return hostNs < this.#clockStartNs ? 0n : hostNs - this.#clockStartNs;
  }

  /** Begins a look at the whole table, `isLast` the last one of the run. O(cells). */
  lookAtTable(isLast: boolean): void {
    this.isIndexNew = this.#index.look(this.view, isLast);
  }

  setThreshold(thresholdNs: bigint): void {
    if (thresholdNs === this.thresholdNs) return;
    this.thresholdNs = thresholdNs;
    this.#evictableNs = thresholdNs * EVICTION_MULTIPLIER + 1n;
  }

  nextBeat(): CollectedBeat {
    if (this.beatCount === this.beats.length) this.beats.push(new CollectedBeat());
    return this.beats[this.beatCount++];
  }

  /**
   * Whether this step calls for a look at the whole table: after an eviction or its rollback, after a drain that set a
   * flag, and after every eighth drain that did not.
   */
  get isScanDue(): boolean {
    if (this.victimPid >= 0 || this.rolledBack) return true;
    return this.drained && (this.now.stallCount !== this.shadow.stallCount || (this.drains & 7) === 0);
  }

  /** Whether a counter may be another than after the last step with beats. */
  get haveCountersMoved(): boolean {
    return this.now.counterReading.moves !== this.#rememberedMoves;
  }

  /** Whether the last beat had a victim taken out and put back. */
  get rolledBack(): boolean {
    return this.beatCount > 0 && this.haveCountersMoved && this.now.counters[PROBE_EXHAUSTED] !== this.counters[PROBE_EXHAUSTED];
  }

  /** Collects what the poll read, in order, and whether it drained. */
  collectPoll(): void {
    const { reads, observer } = this;
    this.readCount = reads.length;
    this.wasDue = this.isDue;
    // Only where it is read: to write a new bigint into this old object takes 60 instructions.
    if (this.wasDue) this.dueSinceBefore = this.dueSince;
    if (!isStall(this.event)) this.readsBefore += reads.length;
    for (let at = 0; at < reads.length; at++) {
      const code = observer?.readOutcomeCode(at) ?? -1;
      if (code >= FIRST_UPDATE) this.nextBeat().takeDatagram(reads[at].op, code);
    }
    const drains = observer?.drains ?? 0;
    this.drained = drains !== this.drains;
    this.drains = drains;
    if (this.drained)
      this.wasCutShort = this.#catchUpNs === 0n || (this.wasDue && BigInt.asUintN(64, this.nowNs - this.dueSinceBefore) >= this.#catchUpNs);
    this.isDue = observer?.isDrainDue ?? false;
    if (this.isDue) this.dueSince = (observer as ObserverView).dueSinceNs;
    this.pendingBefore = this.pending;
    this.pending = observer?.pendingStalls ?? 0;
    if (reads.length > 0) this.now.readCounts(this.view, observer);
  }

  /** Collects the beat of a `record` operation. */
  collectRecord(op: RecordOp, update: Update): void {
    this.nextBeat().takeRecord(op, update);
    this.now.readCounts(this.view, null);
  }

  /** Finds out what the rules start from: the accepted beat and whom it evicted, the limits, whether a drain was quiet. */
  conclude(): void {
    this.now.readState(this.view);
    this.#findAccepted();
    if (this.drained || this.victimPid >= 0 || this.hasRefused) this.#setLimits();
    if (this.drained) this.isQuietDrain = this.hasQuietDrain();
  }

  /** Whether a beat of this step was refused. */
  get hasRefused(): boolean {
    return this.beatCount > (this.accepted === null ? 0 : 1);
  }

  /** Finds out which beat was accepted, and whom it evicted. */
  #findAccepted(): void {
    for (let at = 0; at < this.beatCount; at++) {
      const beat = this.beats[at];
      if (!beat.isAccepted) continue;
      const slot = this.view.resolve(beat.pid);
      const before = slot >= 0 && slot < this.shadow.length ? this.shadow.pids[slot] : -1;
      this.accepted = beat;
      this.acceptedSlot = slot;
      this.stored.read(this.view, slot);
      this.wasKnown = before === beat.pid;
      if (before >= 0 && !this.wasKnown) this.victimPid = before;
    }
  }

  #setLimits(): void {
    // Without a threshold every slot is silent for long enough, also one whose last beat lies in the future.
    if (this.thresholdNs === 0n) setLimit(this.stallLimit, U64_MAX, 0n);
    else setLimit(this.stallLimit, this.nowNs, this.thresholdNs);
    setLimit(this.evictionLimit, this.nowNs, this.#evictableNs);
  }

  /**
   * Whether the drain found nothing to do, and rightly: no slot changed its stall flag, and none without one has been silent
   * for the threshold. One walk over the table, in place of one for each rule on stalls.
   */
  hasQuietDrain(): boolean {
    const { view, drainReply, acceptedSlot } = this;
    // Read before the loop: the engine would read them at each turn.
    const { length, flags, beatHigh, beatLow } = this.shadow;
    const { possible, high, low } = this.stallLimit;
    if (drainReply !== null && drainReply.length > 0) return false;
    for (let slot = 0; slot < length; slot++) {
      const isStalled = view.stallEmitted(slot);
      if (isStalled !== ((flags[slot] & STALLED) !== 0)) return false;
      if (!isStalled && possible && atMost(beatHigh[slot], beatLow[slot], high, low) && slot !== acceptedSlot) return false;
    }
    return true;
  }

  /** Reads the counters anew: they were taken. */
  countAnew(): void {
    this.now.readCounts(this.view, this.observer);
    this.rememberCounters();
  }

  /** What the counters are now is what they may not fall below. */
  rememberCounters(): void {
    if (!this.haveCountersMoved) return;
    this.counters.set(this.now.counters);
    this.#rememberedMoves = this.now.counterReading.moves;
  }
}

/** The latest last beat for a silence of `silenceNs` at `nowNs`. */
function setLimit(limit: TimeLimit, nowNs: bigint, silenceNs: bigint): void {
  limit.possible = nowNs >= silenceNs;
  if (!limit.possible) return;
  const latestNs = BigInt.asUintN(64, nowNs - silenceNs);
  limit.high = highWord(latestNs);
  limit.low = lowWord(latestNs);
}
