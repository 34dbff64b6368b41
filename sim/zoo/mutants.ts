import type { Mutant } from './mutant.ts';

const TRACKER = 'tracker/tracker.js';
const INDEX = 'tracker/pid-index.js';
const EVICTION = 'tracker/eviction.js';
const OBSERVER = 'observer/observer.js';
const FRAME = 'vlp/frame.js';

/** Planted bugs, by the part that they are in. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'stall-after-threshold',
    sentence: 'a slot stalls one nanosecond after the threshold instead of at it',
    file: TRACKER,
    pattern: 'const latestNs = thresholdNs === 0n ? U64_MAX : BigInt.asUintN(64, nowNs - thresholdNs);',
    replacement: 'const latestNs = thresholdNs === 0n || nowNs === thresholdNs ? 0n : BigInt.asUintN(64, nowNs - thresholdNs - 1n);',
    knownMinimum: 3,
  },
  {
    name: 'evict-at-ten-thresholds',
    sentence: 'a slot is evicted at exactly ten thresholds of silence instead of after them',
    file: EVICTION,
    pattern: 'const latestNs = BigInt.asUintN(64, nowNs - silenceNs - 1n);',
    replacement: 'const latestNs = BigInt.asUintN(64, nowNs - silenceNs);',
    knownMinimum: 3,
  },
  {
    name: 'multiplier-nine',
    sentence: 'a slot is evicted after nine thresholds',
    file: EVICTION,
    pattern: 'export const EVICTION_MULTIPLIER = 10n;',
    replacement: 'export const EVICTION_MULTIPLIER = 9n;',
    knownMinimum: 3,
  },
  {
    name: 'strict-ignores-stall-flag',
    sentence: 'strict evicts a silent slot whose stall never came out',
    file: EVICTION,
    pattern: '(!stalledOnly || slots.stallEmitted[slot] === 1) &&',
    replacement: '',
  },
  {
    name: 'stall-count-not-dropped',
    sentence: 'an evicted slot hands its mark of stall to the new pid',
    file: TRACKER,
    pattern: 'this.#forgetStall(victim);',
    replacement: '',
    knownMinimum: 4,
  },
  {
    name: 'stall-count-dropped-early',
    sentence: 'the mark of stall is dropped before the new pid is in the index, and stays dropped when that fails',
    file: TRACKER,
    pattern: 'this.#index.remove(victimPid);',
    replacement: 'this.#index.remove(victimPid); this.#forgetStall(victim);',
  },
  {
    name: 'rollback-forgets-index',
    sentence: 'a victim that goes back into the table does not go back into the index',
    file: TRACKER,
    pattern: 'if (!this.#index.insert(victimPid, victim))',
    replacement: 'if (false)',
  },
  {
    name: 'refused-beat-refreshes',
    sentence: 'a beat that is refused for its nonce moves the time of the last beat',
    file: TRACKER,
    pattern: "                return 'out-of-order';",
    replacement: "{ slots.lastBeatNs[slot] = nowNs; return 'out-of-order'; }",
    knownMinimum: 3,
  },
  {
    name: 'namespace-before-nonce',
    sentence: 'a beat that is refused for its nonce leaves its namespace behind',
    file: TRACKER,
    pattern: 'const lastNonce = slots.lastNonces[slot];',
    replacement:
      'const lastNonce = slots.lastNonces[slot]; if (nsInode !== null && slots.nsKnown[slot] === 0) { slots.nsKnown[slot] = 1; slots.nsInodes[slot] = nsInode; }',
    knownMinimum: 3,
  },
  {
    name: 'origin-unchecked',
    sentence: 'a beat over another origin refreshes the slot',
    file: TRACKER,
    pattern: 'if (slots.origins[slot] !== origin) {',
    replacement: 'if (false) {',
    knownMinimum: 3,
  },
  {
    name: 'namespace-known-to-unknown',
    sentence: 'a beat from an unknown namespace passes although the slot knows its own',
    file: TRACKER,
    pattern: '(nsInode === null || slots.nsInodes[slot] !== nsInode)',
    replacement: '(nsInode !== null && slots.nsInodes[slot] !== nsInode)',
    knownMinimum: 3,
  },
  {
    name: 'wrap-bound-exclusive',
    sentence: 'a nonce at exactly the wrap bound may not start over',
    file: TRACKER,
    pattern: 'if (lastNonce < WRAP_FROM ||',
    replacement: 'if (lastNonce <= WRAP_FROM ||',
    knownMinimum: 3,
  },
  {
    name: 'equal-nonce-accepted',
    sentence: 'a repeated nonce counts as progress',
    file: TRACKER,
    pattern: 'if (nonce <= lastNonce) {',
    replacement: 'if (nonce < lastNonce) {',
    knownMinimum: 3,
  },
  {
    name: 'cursor-stays-on-miss',
    sentence: 'a pass without a victim leaves the cursor where it was',
    file: TRACKER,
    pattern: '(victim === NO_VICTIM ? start + window : victim + 1)',
    replacement: '(victim === NO_VICTIM ? start : victim + 1)',
  },
  {
    name: 'tombstones-kept',
    sentence: 'a removed pid leaves a tombstone for ever',
    file: INDEX,
    pattern: 'reclaim(this.#pids, this.#slots, this.#mask, cell, mix32(pid) & this.#mask);',
    replacement: '',
    knownMinimum: 3,
  },
  {
    name: 'index-wedge',
    sentence: 'a tombstone is kept for ever and never used again: the published defect D1',
    file: INDEX,
    pattern: `if (free < 0)
                    free = cell;
                if (found === EMPTY_CELL)
                    break;`,
    replacement: 'if (found === EMPTY_CELL) { free = cell; break; }',
    and: {
      pattern: 'reclaim(this.#pids, this.#slots, this.#mask, cell, mix32(pid) & this.#mask);',
      replacement: '',
    },
  },
  {
    name: 'probe-one-short',
    sentence: 'an insert gives up one cell before its budget',
    file: INDEX,
    pattern: 'while (step < PROBE_BUDGET) {',
    replacement: 'while (step < PROBE_BUDGET - 1) {',
  },
  {
    name: 'drain-when-idle',
    sentence: 'stalls are drained only when no datagram was waiting',
    file: OBSERVER,
    pattern: 'const stall = this.#nextStall(nowNs);',
    replacement: 'let stall = this.#stalls.shift();',
  },
  {
    name: 'second-stall-lost',
    sentence: 'of several stalls that come up together only the first comes out',
    file: OBSERVER,
    pattern: 'const stall = this.#stalls.shift();',
    replacement: 'const stall = this.#stalls.shift(); while (this.#stalls.length > 0) this.#stalls.shift();',
  },
  {
    name: 'auth-unchecked',
    sentence: 'the pid that the kernel attests is not compared with the frame',
    file: OBSERVER,
    pattern: 'if (peerPid !== null && peerPid !== frame.pid) {',
    replacement: 'if (false) {',
  },
  {
    name: 'limiter-before-pid-limit',
    sentence: 'the common limit is charged for beats that the limit per pid refuses',
    file: OBSERVER,
    pattern: 'if (this.#isTooSoon(frame.pid, nowNs)) {',
    replacement: 'if (this.#isTooSoon(frame.pid, nowNs)) { this.#bucket.admit(nowNs);',
  },
  {
    name: 'remainder-lost',
    sentence: 'what is left of a refill below a thousandth of a frame is lost',
    file: 'observer/token-bucket.js',
    pattern: 'this.#parts = parts % PARTS_PER_MILLI_TOKEN;',
    replacement: 'this.#parts = 0;',
  },
  {
    name: 'clock-not-clamped',
    sentence: 'time runs backwards with the clock',
    file: 'observer/monotonic-time.js',
    pattern: 'return this.#nowNs;\n        }\n        if',
    replacement: 'this.#nowNs = readingNs; return readingNs;\n        }\n        if',
  },
  {
    name: 'version-before-magic',
    sentence: 'a frame with a wrong magic and a wrong version is refused for its version',
    file: FRAME,
    pattern: "    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
    replacement:
      "    if (bytes[2] !== VERSION)\n        return 'bad-version';\n    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
  },
  {
    name: 'pid-one-accepted',
    sentence: 'a frame of pid 1 is taken',
    file: FRAME,
    pattern: 'if (pid <= 1)',
    replacement: 'if (pid < 1)',
  },
];
