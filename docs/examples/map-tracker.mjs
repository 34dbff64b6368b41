// A liveness tracker as a plain class over a Map. Run it with: npm run sim -- --tracker docs/examples/map-tracker.mjs

const U64_MAX = 2n ** 64n - 1n;
const WRAP = 2n ** 20n;
const PROBES = 64;
const MAX_CAPACITY = 4096;

/** The finalizer of MurmurHash3 for 32 bits. */
function mix32(value) {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

export class MapTracker {
  slots = [];
  slotOf = new Map();
  cellOf = new Map();
  stalled = 0;
  cursor = 0;
  counts = new Map();
  evictedPid = null;

  constructor({ capacity, policy, window }) {
    this.capacity = Math.min(capacity, MAX_CAPACITY);
    this.policy = policy;
    this.window = Math.min(Math.max(window, 1), MAX_CAPACITY);
    let size = 2;
    while (size < 2 * this.capacity) size *= 2;
    this.cells = new Array(size).fill(null);
  }

  record({ pid, nonce, now, threshold, origin, ns }) {
    const slot = this.slots[this.lookUp(pid) ?? -1];
    if (slot === undefined) return this.recordNew({ pid, nonce, last: now, origin, ns, isStalled: false }, now, threshold);
    if (slot.origin !== origin) return this.count('origin_conflicts', 'origin-conflict');
    if (slot.ns !== null && slot.ns !== ns) return this.count('namespace_conflicts', 'namespace-conflict');
    if (nonce <= slot.nonce) {
      if (slot.nonce < U64_MAX - WRAP || nonce >= WRAP) return 'out-of-order';
      this.count('nonce_wraps');
    }
    if (slot.isStalled) this.stalled--;
    Object.assign(slot, { nonce, last: now, ns: slot.ns ?? ns, isStalled: false });
    return 'refreshed';
  }

  recordNew(fresh, now, threshold) {
    let number = this.slots.length;
    if (number < this.capacity) {
      if (!this.insert(fresh.pid, number)) return this.count('capacity_exceeded', 'capacity-exceeded');
    } else {
      number = this.victim(now, threshold);
      if (number === null) return this.count('capacity_exceeded', 'capacity-exceeded');
      const victim = this.slots[number];
      this.remove(victim.pid);
      if (!this.insert(fresh.pid, number)) {
        this.insert(victim.pid, number);
        return this.count('capacity_exceeded', 'capacity-exceeded');
      }
      this.count('evictions');
      this.evictedPid = victim.pid;
      if (victim.isStalled) this.stalled--;
    }
    this.slots[number] = fresh;
    return 'inserted';
  }

  lookUp(pid) {
    return this.slotOf.get(pid);
  }

  homeOf(pid) {
    return mix32(pid) % this.cells.length;
  }

  /** Puts a pid into the first free one of the 64 cells from its home on; false if none is free. */
  insert(pid, number) {
    for (let step = 0; step < PROBES; step++) {
      const cell = (this.homeOf(pid) + step) % this.cells.length;
      if (this.cells[cell] !== null) continue;
      this.cells[cell] = pid;
      this.cellOf.set(pid, cell);
      this.slotOf.set(pid, number);
      return true;
    }
    return this.count('probe_exhausted', false);
  }

  remove(pid) {
    this.cells[this.cellOf.get(pid)] = null;
    this.cellOf.delete(pid);
    this.slotOf.delete(pid);
  }

  victim(now, threshold) {
    const silence = 10n * threshold > U64_MAX ? U64_MAX : 10n * threshold;
    let number = this.stalled > 0 ? this.scan(now, silence, true) : null;
    if (number === null && this.policy === 'balanced') number = this.scan(now, silence, false);
    return number ?? this.count('eviction_scan_truncated', null);
  }

  scan(now, silence, stalledOnly) {
    const { length } = this.slots;
    if (length === 0) return null;
    const start = this.cursor % length;
    const window = Math.min(this.window, length);
    for (let step = 0; step < window; step++) {
      const number = (start + step) % length;
      const { last, isStalled } = this.slots[number];
      if (now - last <= silence || (stalledOnly && !isStalled)) continue;
      this.cursor = (number + 1) % length;
      return number;
    }
    this.cursor = (start + window) % length;
    return null;
  }

  drain(now, threshold) {
    const isSilent = ({ last, isStalled }) => !isStalled && (now > last ? now - last : 0n) >= threshold;
    const silent = this.slots.filter(isSilent);
    for (const slot of silent) slot.isStalled = true;
    this.stalled += silent.length;
    return silent.map(({ pid, nonce, last, origin, ns }) => ({ pid, nonce, last, origin, ns }));
  }

  take(counter) {
    const value = counter === 'evicted_pid' ? this.evictedPid : (this.counts.get(counter) ?? 0n);
    if (counter === 'evicted_pid') this.evictedPid = null;
    else this.counts.delete(counter);
    return value;
  }

  get(field, pid) {
    const slot = this.slots[this.lookUp(pid) ?? -1];
    return slot && { last_ns: slot.last, origin: slot.origin, ns: slot.ns }[field];
  }

  len() {
    return this.slots.length;
  }

  count(counter, result) {
    this.counts.set(counter, (this.counts.get(counter) ?? 0n) + 1n);
    return result;
  }
}

export const COUNTERS = [
  'evictions',
  'nonce_wraps',
  'capacity_exceeded',
  'origin_conflicts',
  'namespace_conflicts',
  'eviction_scan_truncated',
  'invariant_violations',
  'probe_exhausted',
  'evicted_pid',
];

export const tracker = {
  protocol: 1,
  name: 'map-tracker',
  version: '1',
  counters: COUNTERS,
  create: (options) => new MapTracker(options),
};
