import type { EvictionPolicy } from '../../../src/tracker/eviction.ts';
import type { BeatOrigin } from '../../../src/tracker/origin.ts';
import type { Beat, Update } from '../../../src/tracker/beat.ts';
import type { TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import type { PlainSlot } from './tracker-fixture.ts';

const MAX = 2n ** 64n - 1n;
const STRONGEST_FIRST: readonly BeatOrigin[] = ['kernel-attested', 'operator-attested', 'socket-mode-only', 'network-unverified'];

/** The options that say what a beat of a known pid may do. */
export type LifeOptions = Pick<TrackerOptions, 'restartAfterStall' | 'pinGeneration' | 'originTakeover' | 'lastWords'>;

/**
 * The tracker's rules over plain objects, written to be read: what the real one must answer. Knows no pid index, so it
 * speaks for capacities up to 32, where a table has 64 cells at most and no path can be full.
 */
export class PlainTracker {
  readonly slots: PlainSlot[] = [];
  cursor = 0;
  lastEvictedPid: number | null = null;
  readonly counters: Record<string, bigint> = {
    evictions: 0n,
    nonceWraps: 0n,
    capacityExceeded: 0n,
    originConflicts: 0n,
    namespaceConflicts: 0n,
    evictionScanTruncated: 0n,
    invariantViolations: 0n,
    probeExhausted: 0n,
    restarts: 0n,
    originTakeovers: 0n,
  };
  readonly #capacity: number;
  readonly #policy: EvictionPolicy;
  readonly #window: number;
  readonly #life: LifeOptions;

  constructor(capacity: number, policy: EvictionPolicy, window: number, life: LifeOptions = {}) {
    this.#capacity = capacity;
    this.#policy = policy;
    this.#window = window;
    this.#life = life;
  }

  get stallCount(): number {
    return this.slots.filter((slot) => slot.stalled).length;
  }

  record(
    beat: Beat,
    nowNs: bigint,
    thresholdNs: bigint,
    origin: BeatOrigin,
    nsInode: bigint | null,
    generation: bigint | null = null,
  ): Update {
    const terminal = this.#life.lastWords === true && beat.nonce === MAX;
    // What the slot of a process is after its first beat.
    const fresh: PlainSlot = {
      pid: beat.pid,
      nonce: terminal ? 0n : beat.nonce,
      lastNs: nowNs,
      status: beat.status,
      origin,
      nsInode,
      stalled: false,
      terminal,
      generation: this.#life.pinGeneration === true ? generation : null,
    };
    const known = this.slots.findIndex((slot) => slot.pid === beat.pid);
    if (known >= 0) return this.#again(known, fresh, beat.nonce);
    if (this.slots.length < this.#capacity) {
      this.slots.push(fresh);
      return 'inserted';
    }
    const victim = this.#victim(nowNs, thresholdNs);
    if (victim === null) {
      this.counters.capacityExceeded++;
      return 'capacity-exceeded';
    }
    this.lastEvictedPid = this.slots[victim].pid;
    this.slots[victim] = fresh;
    this.counters.evictions++;
    return 'inserted';
  }

  drain(nowNs: bigint, thresholdNs: bigint): PlainSlot[] {
    const drained = this.slots.filter((slot) => !slot.stalled && silence(slot, nowNs) >= thresholdNs);
    for (const slot of drained) slot.stalled = true;
    return drained.map((slot) => ({ ...slot }));
  }

  /** A further beat of a pid, which would make `fresh` of its slot if it were the first; its nonce is `nonce`. */
  #again(at: number, fresh: PlainSlot, nonce: bigint): Update {
    const old = this.slots[at];
    if (old.origin !== fresh.origin) {
      const isStronger = STRONGEST_FIRST.indexOf(fresh.origin) < STRONGEST_FIRST.indexOf(old.origin);
      if (this.#life.originTakeover === true && isStronger) {
        this.slots[at] = fresh;
        this.counters.originTakeovers++;
        return 'restarted';
      }
      this.counters.originConflicts++;
      return 'origin-conflict';
    }
    if (old.nsInode !== null && old.nsInode !== fresh.nsInode && !(fresh.nsInode === null && fresh.terminal && !old.terminal)) {
      this.counters.namespaceConflicts++;
      return 'namespace-conflict';
    }
    if (old.generation !== null && fresh.generation !== null) {
      if (fresh.generation < old.generation) return 'out-of-order';
      if (fresh.generation > old.generation) return this.#restart(at, fresh);
    }
    if (fresh.terminal) {
      if (old.terminal) return 'out-of-order';
      this.#accept(at, { ...fresh, nonce: old.nonce });
      return 'refreshed';
    }
    const wraps = old.nonce >= MAX - 2n ** 20n && nonce < 2n ** 20n;
    if (nonce <= old.nonce && !wraps) {
      const policy = this.#life.restartAfterStall ?? 'never';
      const isAttested = old.origin === 'kernel-attested' || old.origin === 'operator-attested';
      if (old.stalled && (policy === 'always' || (policy === 'attested' && isAttested))) return this.#restart(at, fresh);
      return 'out-of-order';
    }
    if (nonce <= old.nonce) this.counters.nonceWraps++;
    this.#accept(at, fresh);
    return 'refreshed';
  }

  #restart(at: number, fresh: PlainSlot): Update {
    this.counters.restarts++;
    this.#accept(at, fresh);
    return 'restarted';
  }

  /** What the beat does not say stays as it is pinned. */
  #accept(at: number, fresh: PlainSlot): void {
    const old = this.slots[at];
    this.slots[at] = { ...fresh, nsInode: old.nsInode ?? fresh.nsInode, generation: fresh.generation ?? old.generation };
  }

  #victim(nowNs: bigint, thresholdNs: bigint): number | null {
    const tenfold = 10n * thresholdNs > MAX ? MAX : 10n * thresholdNs;
    let victim: number | null = null;
    if (this.stallCount > 0) victim = this.#pass((slot) => slot.stalled && silence(slot, nowNs) > tenfold);
    if (victim === null && this.#policy === 'balanced') victim = this.#pass((slot) => silence(slot, nowNs) > tenfold);
    if (victim === null) this.counters.evictionScanTruncated++;
    return victim;
  }

  #pass(qualifies: (slot: PlainSlot) => boolean): number | null {
    const { length } = this.slots;
    if (length === 0) return null;
    const start = this.cursor;
    const window = Math.min(this.#window, length);
    for (let read = 0; read < window; read++) {
      const at = (start + read) % length;
      if (!qualifies(this.slots[at])) continue;
      this.cursor = (at + 1) % length;
      return at;
    }
    this.cursor = (start + window) % length;
    return null;
  }
}

function silence(slot: PlainSlot, nowNs: bigint): bigint {
  return nowNs > slot.lastNs ? nowNs - slot.lastNs : 0n;
}
