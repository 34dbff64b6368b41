import { checkU32, checkU64 } from '../check.ts';
import { highWord, isU32, isU64, lowWord, saturatingMul, U64_MAX } from '../u64.ts';
import { statusCode } from '../vlp/status.ts';
import { recordArgumentError, type Beat, type Update } from './beat.ts';
import { bump, take, TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from './counters.ts';
import { EVICTION_MULTIPLIER, NO_VICTIM, scanWindow, type EvictionPolicy } from './eviction.ts';
import type { RecordWork, TrackerInternals, TrackerState } from './internals.ts';
import { BEAT_ORIGINS, originCode, type BeatOrigin } from './origin.ts';
import { ABSENT, PidIndex } from './pid-index.ts';
import { createSlotTable, type SlotTable } from './slot-table.ts';
import { nextSilent, type StallVisitor } from './stalls.ts';
import { resolveTrackerOptions, type TrackerOptions } from './tracker-options.ts';

/** A nonce may start over when the last one was within this distance of 2^64 − 1, to a value below it: 2^20. */
export const NONCE_WRAP_THRESHOLD = 1_048_576n;

const WRAP_FROM = U64_MAX - NONCE_WRAP_THRESHOLD;

/** Opens a tracker. Not part of the package's interface. */
export let trackerInternals: (tracker: Tracker) => TrackerInternals;

/**
 * The liveness ledger: one slot a pid, sized once, never growing.
 *
 * No method throws on arguments of the right types and ranges; a u64 is a bigint from 0 to 2^64 − 1. `record` costs at
 * most four probe paths and two scan windows, whatever the sender does, and allocates nothing.
 */
export class Tracker {
  /** Most pids tracked at once, 0 to {@link MAX_CAPACITY}: as asked for, or cut. */
  readonly capacity: number;
  /** Who makes room for a new pid when the table is full. */
  readonly evictionPolicy: EvictionPolicy;
  /** As clamped, 1 to 4096. */
  readonly evictionScanWindow: number;

  readonly #slots: SlotTable;
  readonly #index: PidIndex;
  readonly #counters = new BigUint64Array(TRACKER_COUNTER_NAMES.length);
  readonly #work: RecordWork = { stalledPassSlots: 0, anyPassSlots: 0 };
  readonly #state: TrackerState = { length: 0, cursor: 0, stallCount: 0, lastEvictedPid: null };

  static {
    trackerInternals = (tracker) => tracker.#open();
  }

  /** Throws TypeError or RangeError for options outside their types and ranges. O(capacity). */
  constructor(options: TrackerOptions = {}) {
    const { capacity, evictionPolicy, evictionScanWindow } = resolveTrackerOptions(options);
    this.capacity = capacity;
    this.evictionPolicy = evictionPolicy;
    this.evictionScanWindow = evictionScanWindow;
    this.#slots = createSlotTable(this.capacity);
    this.#index = new PidIndex(this.capacity);
  }

  /** Pids tracked now, 0 to `capacity`; never falls. O(1). */
  get length(): number {
    return this.#state.length;
  }

  /**
   * Takes one beat.
   *
   * A known pid: `origin-conflict` or `namespace-conflict` where the beat contradicts what the slot pinned,
   * `out-of-order` where the nonce does not advance (nor wraps), else `refreshed`. A new pid: `inserted`, in a free slot
   * or in that of an evicted pid, else `capacity-exceeded`. A refused beat changes counters and the scan cursor alone.
   *
   * `nowNs` and `thresholdNs` are nanoseconds, u64; `nsInode` is the sender's pid namespace, u64, or null if unknown.
   * Throws TypeError or RangeError for arguments outside their types. O(probe budget + 2 × scan window).
   */
  record(beat: Beat, nowNs: bigint, thresholdNs: bigint, origin: BeatOrigin, nsInode: bigint | null): Update {
    const status = statusCode(beat.status);
    const originNumber = originCode(origin);
    const pid = beat.pid;
    const nonce = beat.nonce;
    if (
      !isU32(pid) ||
      status < 0 ||
      originNumber < 0 ||
      !isU64(nonce) ||
      !isU64(nowNs) ||
      !isU64(thresholdNs) ||
      (nsInode !== null && !isU64(nsInode))
    ) {
      throw recordArgumentError(beat, nowNs, thresholdNs, origin, nsInode);
    }
    this.#index.resetProbes();
    this.#work.stalledPassSlots = 0;
    this.#work.anyPassSlots = 0;
    const slot = this.#index.get(pid);
    if (slot >= 0) return this.#recordKnown(slot, pid, nonce, status, nowNs, originNumber, nsInode);
    return this.#recordNew(pid, nonce, status, nowNs, thresholdNs, originNumber, nsInode);
  }

  #recordKnown(slot: number, pid: number, nonce: bigint, status: number, nowNs: bigint, origin: number, nsInode: bigint | null): Update {
    const slots = this.#slots;
    if (slot >= this.#state.length) {
      // The index points outside the table: forget the entry, so that the pid can come back.
      bump(this.#counters, TRACKER_COUNTER.invariantViolations);
      this.#index.remove(pid);
      return this.#refuseForCapacity();
    }
    if (slots.origins[slot] !== origin) {
      bump(this.#counters, TRACKER_COUNTER.originConflicts);
      return 'origin-conflict';
    }
    if (slots.nsKnown[slot] === 1 && (nsInode === null || slots.nsInodes[slot] !== nsInode)) {
      bump(this.#counters, TRACKER_COUNTER.namespaceConflicts);
      return 'namespace-conflict';
    }
    const lastNonce = slots.lastNonces[slot];
    if (nonce <= lastNonce) {
      if (lastNonce < WRAP_FROM || nonce >= NONCE_WRAP_THRESHOLD) return 'out-of-order';
      bump(this.#counters, TRACKER_COUNTER.nonceWraps);
    }
    // Pinned only now: a beat that is refused for its nonce must not leave its namespace behind.
    if (nsInode !== null && slots.nsKnown[slot] === 0) {
      slots.nsKnown[slot] = 1;
      slots.nsInodes[slot] = nsInode;
    }
    slots.lastNonces[slot] = nonce;
    slots.lastBeatNs[slot] = nowNs;
    slots.statuses[slot] = status;
    this.#forgetStall(slot);
    return 'refreshed';
  }

  #recordNew(
    pid: number,
    nonce: bigint,
    status: number,
    nowNs: bigint,
    thresholdNs: bigint,
    origin: number,
    nsInode: bigint | null,
  ): Update {
    if (this.#state.length < this.capacity) {
      if (!this.#index.insert(pid, this.#state.length)) return this.#refuseForCapacity();
      this.#fill(this.#state.length, pid, nonce, status, nowNs, origin, nsInode);
      this.#state.length++;
      return 'inserted';
    }
    const victim = this.#findVictim(nowNs, thresholdNs);
    if (victim === NO_VICTIM) return this.#refuseForCapacity();
    const victimPid = this.#slots.pids[victim];
    this.#index.remove(victimPid);
    if (!this.#index.insert(pid, victim)) {
      // The victim's own cell was just freed on its path, so it fits again unless the index is damaged.
      if (!this.#index.insert(victimPid, victim)) bump(this.#counters, TRACKER_COUNTER.invariantViolations);
      return this.#refuseForCapacity();
    }
    // The slot, the stall count and the eviction change only now that the new pid is in the index.
    this.#forgetStall(victim);
    this.#fill(victim, pid, nonce, status, nowNs, origin, nsInode);
    bump(this.#counters, TRACKER_COUNTER.evictions);
    this.#state.lastEvictedPid = victimPid;
    return 'inserted';
  }

  #fill(slot: number, pid: number, nonce: bigint, status: number, nowNs: bigint, origin: number, nsInode: bigint | null): void {
    const slots = this.#slots;
    slots.pids[slot] = pid;
    slots.lastNonces[slot] = nonce;
    slots.lastBeatNs[slot] = nowNs;
    slots.statuses[slot] = status;
    slots.origins[slot] = origin;
    slots.nsKnown[slot] = nsInode === null ? 0 : 1;
    slots.nsInodes[slot] = nsInode === null ? 0n : nsInode;
  }

  #refuseForCapacity(): Update {
    bump(this.#counters, TRACKER_COUNTER.capacityExceeded);
    return 'capacity-exceeded';
  }

  #findVictim(nowNs: bigint, thresholdNs: bigint): number {
    const silenceNs = saturatingMul(thresholdNs, EVICTION_MULTIPLIER);
    let victim = NO_VICTIM;
    if (this.#state.stallCount > 0) victim = this.#scan(nowNs, silenceNs, true);
    if (victim === NO_VICTIM && this.evictionPolicy === 'balanced') victim = this.#scan(nowNs, silenceNs, false);
    if (victim === NO_VICTIM) bump(this.#counters, TRACKER_COUNTER.evictionScanTruncated);
    return victim;
  }

  #scan(nowNs: bigint, silenceNs: bigint, stalledOnly: boolean): number {
    const length = this.#state.length;
    if (length === 0) return NO_VICTIM;
    const window = Math.min(this.evictionScanWindow, length);
    const start = this.#state.cursor % length;
    const victim = scanWindow(this.#slots, length, start, window, nowNs, silenceNs, stalledOnly);
    this.#state.cursor = (victim === NO_VICTIM ? start + window : victim + 1) % length;
    const read = victim === NO_VICTIM ? window : ((victim - start + length) % length) + 1;
    if (stalledOnly) this.#work.stalledPassSlots = read;
    else this.#work.anyPassSlots = read;
    return victim;
  }

  #forgetStall(slot: number): void {
    if (this.#slots.stallEmitted[slot] === 0) return;
    this.#slots.stallEmitted[slot] = 0;
    if (this.#state.stallCount > 0) this.#state.stallCount--;
  }

  /**
   * Hands every slot that has been silent for at least `thresholdNs`, and whose stall was not handed out since its last
   * beat, to `visit`, in slot order, and marks it. Both times are nanoseconds, u64. A visitor that throws ends the walk;
   * the slots not yet visited stay unmarked. Throws TypeError or RangeError for times outside u64. O(capacity).
   */
  drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
    checkU64('drain stalled slots', 'nowNs', nowNs);
    checkU64('drain stalled slots', 'thresholdNs', thresholdNs);
    if (nowNs < thresholdNs) return;
    const { stallEmitted, lastBeatWords } = this.#slots;
    // Without a threshold even a beat from the future counts as silent: silence is never below zero.
    const latestNs = thresholdNs === 0n ? U64_MAX : BigInt.asUintN(64, nowNs - thresholdNs);
    const high = highWord(latestNs);
    const low = lowWord(latestNs);
    const length = this.#state.length;
    let slot = nextSilent(stallEmitted, lastBeatWords, 0, length, high, low);
    while (slot < length) {
      this.#handOutStall(slot, visit);
      slot = nextSilent(stallEmitted, lastBeatWords, slot + 1, length, high, low);
    }
  }

  #handOutStall(slot: number, visit: StallVisitor): void {
    const slots = this.#slots;
    slots.stallEmitted[slot] = 1;
    this.#state.stallCount++;
    visit(
      slots.pids[slot],
      slots.lastNonces[slot],
      slots.lastBeatNs[slot],
      BEAT_ORIGINS[slots.origins[slot]],
      slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null,
    );
  }

  /** When the last accepted beat of `pid` came, in nanoseconds; undefined if it is not tracked. O(probe budget). */
  lastNsOf(pid: number): bigint | undefined {
    const slot = this.slotOf(pid);
    return slot === ABSENT ? undefined : this.#slots.lastBeatNs[slot];
  }

  /** The origin that the first beat of `pid` pinned; undefined if it is not tracked. O(probe budget). */
  originOf(pid: number): BeatOrigin | undefined {
    const slot = this.slotOf(pid);
    return slot === ABSENT ? undefined : BEAT_ORIGINS[this.#slots.origins[slot]];
  }

  /** The namespace pinned for `pid`, null while unknown; undefined if it is not tracked. O(probe budget). */
  pidNsInodeOf(pid: number): bigint | null | undefined {
    const slot = this.slotOf(pid);
    if (slot === ABSENT) return undefined;
    return this.#slots.nsKnown[slot] === 1 ? this.#slots.nsInodes[slot] : null;
  }

  /**
   * The slot of `pid`, 0 to `length` − 1, or −1 if it is not tracked: for callers that keep columns of their own beside
   * the ledger's. A slot changes its pid by eviction alone. Throws unless `pid` is a u32. O(probe budget).
   */
  slotOf(pid: number): number {
    checkU32('look up pid', 'pid', pid);
    const slot = this.#index.peek(pid);
    return slot < this.#state.length ? slot : ABSENT;
  }

  /** Slots taken from one pid and given to another since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeEvictions(): bigint {
    return take(this.#counters, TRACKER_COUNTER.evictions);
  }

  /** The pid evicted last since the last call, or null: earlier ones are not kept. Reads and clears. O(1). */
  takeEvictedPid(): number | null {
    const pid = this.#state.lastEvictedPid;
    this.#state.lastEvictedPid = null;
    return pid;
  }

  /** Nonces that started over, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeNonceWraps(): bigint {
    return take(this.#counters, TRACKER_COUNTER.nonceWraps);
  }

  /** Beats refused as `capacity-exceeded` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeCapacityExceeded(): bigint {
    return take(this.#counters, TRACKER_COUNTER.capacityExceeded);
  }

  /** Beats refused as `origin-conflict` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeOriginConflicts(): bigint {
    return take(this.#counters, TRACKER_COUNTER.originConflicts);
  }

  /** Beats refused as `namespace-conflict` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeNamespaceConflicts(): bigint {
    return take(this.#counters, TRACKER_COUNTER.namespaceConflicts);
  }

  /** Searches for a victim that found none, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeEvictionScanTruncated(): bigint {
    return take(this.#counters, TRACKER_COUNTER.evictionScanTruncated);
  }

  /** Damage that was met and survived, since the last call, u64, saturating; anything but 0 is a bug. Reads and zeroes. O(1). */
  takeInvariantViolations(): bigint {
    return take(this.#counters, TRACKER_COUNTER.invariantViolations);
  }

  /** Inserts for which no cell of the index was free, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeProbeExhausted(): bigint {
    return this.#index.takeProbeExhausted();
  }

  #open(): TrackerInternals {
    return { slots: this.#slots, index: this.#index, counters: this.#counters, work: this.#work, state: this.#state };
  }
}
