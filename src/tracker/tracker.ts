import { checkU32, checkU64 } from '../check.ts';
import { areU64, highWord, isEntry, isEntryBelow, isU32, isU64, lowWord, U64_MAX } from '../u64.ts';
import { statusCode } from '../vlp/status.ts';
import { recordArgumentError, type Beat, type Update } from './beat.ts';
import { bump, take, TRACKER_COUNTER } from './counters.ts';
import { TERMINAL_NONCE } from '../vlp/frame.ts';
import type { EvictionPolicy } from './eviction.ts';
import { createInternals, type LifeRules, type TrackerInternals, type TrackerState } from './internals.ts';
import {
  forgetStall as forgetStallOf,
  isOtherGeneration,
  learnSender as learnSenderOf,
  mayLackNamespace,
  NONCE_WRAP_THRESHOLD,
  recordLastWord,
  restart,
  takeOver,
  WRAP_FROM,
} from './known-pid.ts';
import { forgetPid, recordNew as recordNewOf } from './new-pid.ts';
import { BEAT_ORIGINS, originCode, type BeatOrigin } from './origin.ts';
import { ABSENT, type PidIndex } from './pid-index.ts';
import { firstSilent, FLAGS, type SlotTable } from './slot-table.ts';
import type { StallVisitor } from './stalls.ts';
import { resolveTrackerOptions, type RestartPolicy, type TrackerOptions } from './tracker-options.ts';

// Constants of this module's own for what an accepted beat calls without options: an imported function is looked up and compared at each call,
// 2 ns of a beat. What only refusals, options and drains call is called as imported.
const forgetStall = forgetStallOf;
const learnSender = learnSenderOf;
const recordNew = recordNewOf;
const codeOfStatus = statusCode;
const codeOfOrigin = originCode;
const isPid = isU32;
const isId = isU64;
const areTimes = areU64;
const holds = isEntry;
const isBelow = isEntryBelow;

/** Opens a tracker. Not part of the package's interface. */
export let trackerInternals: (tracker: Tracker) => TrackerInternals;

/**
 * The liveness ledger: one slot a pid, sized once, never growing.
 *
 * No method throws on arguments of the right types and ranges; a u64 is a bigint from 0 to 2^64 − 1. `record` costs at
 * most four probe paths, the cells around one pid that is removed, and two scan windows, whatever the sender does. It allocates
 * nothing, but for the numbers of a new pid and of one that it evicts, where these are from 2^31 on.
 */
export class Tracker {
  /** Most pids tracked at once, 0 to {@link MAX_CAPACITY}: as asked for, or cut. */
  readonly capacity: number;
  /** Who makes room for a new pid when the table is full. */
  readonly evictionPolicy: EvictionPolicy;
  /** As clamped, 1 to 4096. */
  readonly evictionScanWindow: number;
  /** Who may start over with any nonce after a stall. */
  readonly restartAfterStall: RestartPolicy;
  /** Whether each slot pins the generation of its process. */
  readonly pinGeneration: boolean;
  /** Whether a beat of a stronger origin begins a new life. */
  readonly originTakeover: boolean;
  /** Whether the terminal nonce stands apart from regular ones. */
  readonly lastWords: boolean;

  readonly #inside: TrackerInternals;
  // The parts that each beat looks at, at hand.
  readonly #slots: SlotTable;
  readonly #index: PidIndex;
  readonly #state: TrackerState;
  readonly #rules: LifeRules;

  static {
    trackerInternals = (tracker) => tracker.#inside;
  }

  /** Throws TypeError or RangeError for options outside their types and ranges. O(capacity). */
  constructor(options: TrackerOptions = {}) {
    const resolved = resolveTrackerOptions(options);
    this.capacity = resolved.capacity;
    this.evictionPolicy = resolved.evictionPolicy;
    this.evictionScanWindow = resolved.evictionScanWindow;
    this.restartAfterStall = resolved.restartAfterStall;
    this.pinGeneration = resolved.pinGeneration;
    this.originTakeover = resolved.originTakeover;
    this.lastWords = resolved.lastWords;
    this.#inside = createInternals(resolved);
    this.#slots = this.#inside.slots;
    this.#index = this.#inside.index;
    this.#state = this.#inside.state;
    this.#rules = this.#inside.rules;
  }

  /** Pids tracked now, 0 to `capacity`; never falls. O(1). */
  get length(): number {
    return this.#state.length;
  }

  /**
   * Takes one beat.
   *
   * A known pid, in this order: `origin-conflict` or `namespace-conflict` where the beat contradicts what the slot pinned,
   * `out-of-order` where it is of an earlier generation, or its nonce does not advance (nor wraps), else `refreshed`. Where
   * an option takes such a beat for the first one of another process, it is `restarted`: see {@link TrackerOptions}. A new
   * pid: `inserted`, in a free slot or in that of an evicted pid, else `capacity-exceeded`. A refused beat changes counters
   * and the scan cursor alone.
   *
   * `nowNs` and `thresholdNs` are nanoseconds, u64; `nsInode` is the sender's pid namespace, u64, or null if unknown;
   * `generation`, u64, tells processes with the same pid apart, later ones by larger values (the start time, say), null if
   * unknown. Throws TypeError or RangeError for arguments outside their types and ranges. O(probe budget + 2 × scan window).
   */
  record(
    beat: Beat,
    nowNs: bigint,
    thresholdNs: bigint,
    origin: BeatOrigin,
    nsInode: bigint | null,
    generation: bigint | null = null,
  ): Update {
    const status = codeOfStatus(beat.status);
    const originNumber = codeOfOrigin(origin);
    const pid = beat.pid;
    const nonce = beat.nonce;
    if (
      !isPid(pid) ||
      status < 0 ||
      originNumber < 0 ||
      !areTimes(nonce, nowNs, thresholdNs) ||
      (nsInode !== null && !isId(nsInode)) ||
      (generation !== null && !isId(generation))
    ) {
      throw recordArgumentError(beat, nowNs, thresholdNs, origin, nsInode, generation);
    }
    const inside = this.#inside;
    this.#index.resetProbes();
    inside.work.stalledPassSlots = 0;
    inside.work.anyPassSlots = 0;
    const slot = this.#index.get(pid);
    if (slot < 0) return recordNew(inside, pid, nonce, status, nowNs, thresholdNs, originNumber, nsInode, generation);
    if (slot >= this.#state.length) return forgetPid(inside, pid);
    const slots = this.#slots;
    const rules = this.#rules;
    if (slots.origins[slot] !== originNumber) return takeOver(inside, slot, nonce, status, nowNs, originNumber, nsInode, generation);
    if (slots.nsKnown[slot] === 1 && (nsInode === null || !holds(slots.nsInodes, slot, nsInode))) {
      if (nsInode !== null || !mayLackNamespace(inside, slot, nonce)) {
        bump(inside.counters, TRACKER_COUNTER.namespaceConflicts);
        return 'namespace-conflict';
      }
    }
    if (rules.pinGeneration && isOtherGeneration(slots, slot, generation)) {
      return restart(inside, slot, nonce, status, nowNs, nsInode, generation);
    }
    if (rules.lastWords) {
      if (nonce === TERMINAL_NONCE) return recordLastWord(inside, slot, status, nowNs, nsInode, generation);
    }
    if (!isBelow(slots.lastNonces, slot, nonce)) {
      if (isBelow(slots.lastNonces, slot, WRAP_FROM) || nonce >= NONCE_WRAP_THRESHOLD) {
        if (slots.stallEmitted[slot] === 0 || rules.restartOrigins[originNumber] === 0) return 'out-of-order';
        return restart(inside, slot, nonce, status, nowNs, nsInode, generation);
      }
      bump(inside.counters, TRACKER_COUNTER.nonceWraps);
    }
    // Only now: a beat that is refused must leave neither its namespace nor its generation behind.
    if (nsInode !== null || generation !== null) learnSender(slots, rules, slot, nsInode, generation);
    if (rules.lastWords) slots.terminalSeen[slot] = 0;
    slots.lastNonces[slot] = nonce;
    slots.lastBeatNs[slot] = nowNs;
    slots.statuses[slot] = status;
    forgetStall(inside, slot);
    return 'refreshed';
  }

  /**
   * Hands every slot that has been silent for at least `thresholdNs`, and whose stall was not handed out since its last
   * beat, to `visit`, in slot order, and marks it before. Both times are nanoseconds, u64. A visitor that throws ends the walk;
   * the slots not yet visited stay unmarked. It may call the tracker; slots that only then come into use are not visited. Throws
   * TypeError or RangeError for times outside u64. O(capacity).
   */
  drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
    checkU64('drain stalled slots', 'nowNs', nowNs);
    checkU64('drain stalled slots', 'thresholdNs', thresholdNs);
    if (nowNs < thresholdNs) return;
    const slots = this.#slots;
    // Without a threshold even a beat from the future counts as silent: silence is never below zero.
    const latestNs = thresholdNs === 0n ? U64_MAX : BigInt.asUintN(64, nowNs - thresholdNs);
    const high = highWord(latestNs);
    const low = lowWord(latestNs);
    const length = this.#state.length;
    let slot = firstSilent(slots, 0, length, high, low, FLAGS.clear);
    while (slot < length) {
      this.#handOutStall(slot, visit);
      slot = firstSilent(slots, slot + 1, length, high, low, FLAGS.clear);
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

  /** The origin that is pinned for `pid`: that of its first beat, or of the last takeover; undefined if it is not tracked. O(probe budget). */
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
    return take(this.#inside.counters, TRACKER_COUNTER.evictions);
  }

  /** The pid evicted last since the last call, or null: earlier ones are not kept. Reads and clears. O(1). */
  takeEvictedPid(): number | null {
    const pid = this.#state.lastEvictedPid;
    this.#state.lastEvictedPid = null;
    return pid;
  }

  /** Nonces that started over, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeNonceWraps(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.nonceWraps);
  }

  /** Beats refused as `capacity-exceeded` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeCapacityExceeded(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.capacityExceeded);
  }

  /** Beats refused as `origin-conflict` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeOriginConflicts(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.originConflicts);
  }

  /** Beats refused as `namespace-conflict` since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeNamespaceConflicts(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.namespaceConflicts);
  }

  /** Searches for a victim that found none, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeEvictionScanTruncated(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.evictionScanTruncated);
  }

  /** New lives after a stall or of a later generation, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeRestarts(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.restarts);
  }

  /** Slots that a stronger origin took over, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeOriginTakeovers(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.originTakeovers);
  }

  /** Damage that was met and survived, since the last call, u64, saturating; anything but 0 is a bug. Reads and zeroes. O(1). */
  takeInvariantViolations(): bigint {
    return take(this.#inside.counters, TRACKER_COUNTER.invariantViolations);
  }

  /** Inserts for which no cell of the index was free, since the last call, u64, saturating. Reads and zeroes. O(1). */
  takeProbeExhausted(): bigint {
    return this.#index.takeProbeExhausted();
  }
}
