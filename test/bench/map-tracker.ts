import { NONCE_WRAP_THRESHOLD, type Beat, type BeatOrigin, type StallVisitor, type Status, type Update } from '../../src/index.ts';
import { U64_MAX } from '../../src/internal.ts';

interface Entry {
  readonly pid: number;
  nonce: bigint;
  lastNs: bigint;
  status: Status;
  readonly origin: BeatOrigin;
  ns: bigint | null;
  isStalled: boolean;
}

/** The peer: a tracker as one would write it first, over a Map of objects. Refreshes and drains by the same rules, and never evicts. */
export class MapTracker {
  readonly #capacity: number;
  readonly #entries = new Map<number, Entry>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  record(beat: Beat, nowNs: bigint, origin: BeatOrigin, ns: bigint | null): Update {
    const entry = this.#entries.get(beat.pid);
    if (entry !== undefined) return refresh(entry, beat, nowNs, origin, ns);
    if (this.#entries.size >= this.#capacity) return 'capacity-exceeded';
    this.#entries.set(beat.pid, { pid: beat.pid, nonce: beat.nonce, lastNs: nowNs, status: beat.status, origin, ns, isStalled: false });
    return 'inserted';
  }

  drain(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
    for (const entry of this.#entries.values()) {
      const silenceNs = nowNs > entry.lastNs ? nowNs - entry.lastNs : 0n;
      if (entry.isStalled || silenceNs < thresholdNs) continue;
      entry.isStalled = true;
      visit(entry.pid, entry.nonce, entry.lastNs, entry.origin, entry.ns);
    }
  }
}

function refresh(entry: Entry, beat: Beat, nowNs: bigint, origin: BeatOrigin, ns: bigint | null): Update {
  if (entry.origin !== origin) return 'origin-conflict';
  if (entry.ns !== null && entry.ns !== ns) return 'namespace-conflict';
  const wraps = entry.nonce >= U64_MAX - NONCE_WRAP_THRESHOLD && beat.nonce < NONCE_WRAP_THRESHOLD;
  if (beat.nonce <= entry.nonce && !wraps) return 'out-of-order';
  entry.nonce = beat.nonce;
  entry.lastNs = nowNs;
  entry.status = beat.status;
  entry.ns = ns;
  entry.isStalled = false;
  return 'refreshed';
}
