import type { EvictionPolicy } from '../../../src/tracker/eviction.ts';
import type { BeatOrigin } from '../../../src/tracker/origin.ts';
import type { Beat, Update } from '../../../src/tracker/beat.ts';
import type { PlainSlot } from './tracker-fixture.ts';

const MAX = 2n ** 64n - 1n;

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
  };
  readonly #capacity: number;
  readonly #policy: EvictionPolicy;
  readonly #window: number;

  constructor(capacity: number, policy: EvictionPolicy, window: number) {
    this.#capacity = capacity;
    this.#policy = policy;
    this.#window = window;
  }

  get stallCount(): number {
    return this.slots.filter((slot) => slot.stalled).length;
  }

  record(beat: Beat, nowNs: bigint, thresholdNs: bigint, origin: BeatOrigin, nsInode: bigint | null): Update {
    const fresh: PlainSlot = { pid: beat.pid, nonce: beat.nonce, lastNs: nowNs, status: beat.status, origin, nsInode, stalled: false };
    const known = this.slots.findIndex((slot) => slot.pid === beat.pid);
    if (known >= 0) return this.#refresh(known, fresh);
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

  #refresh(at: number, fresh: PlainSlot): Update {
    const old = this.slots[at];
    if (old.origin !== fresh.origin) {
      this.counters.originConflicts++;
      return 'origin-conflict';
    }
    if (old.nsInode !== null && old.nsInode !== fresh.nsInode) {
      this.counters.namespaceConflicts++;
      return 'namespace-conflict';
    }
    const wraps = old.nonce >= MAX - 2n ** 20n && fresh.nonce < 2n ** 20n;
    if (fresh.nonce <= old.nonce && !wraps) return 'out-of-order';
    if (fresh.nonce <= old.nonce) this.counters.nonceWraps++;
    this.slots[at] = fresh;
    return 'refreshed';
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
