import { bug, edit, type Mutant } from './mutant.ts';

const KNOWN = 'src/tracker/known-pid.js';
const ADMISSION = 'src/observer/admission.js';
const QUEUE = 'src/observer/stall-queue.js';
const COUNTERS = 'src/tracker/counters.js';

/** Bugs about values that are nearly the same: in one half, in 31, 32 or 53 bits, or but for one. */
export const NEIGHBOUR_MUTANTS: readonly Mutant[] = [
  bug('generation-as-double', 'generations are compared as doubles, so that neighbours above 2^53 are the same', [
    edit(KNOWN, 'if (!isEntryBelow(slots.generations, slot, generation))', 'if (Number(generation) < Number(slots.generations[slot]))'),
  ]),
  bug('generation-lower-half', 'only the lower halves of two generations are compared', [
    edit(
      KNOWN,
      '!isEntry(slots.generations, slot, generation);',
      'BigInt.asUintN(32, slots.generations[slot]) !== BigInt.asUintN(32, generation);',
    ),
  ]),
  bug('namespace-lower-half', 'only the lower halves of two namespaces are compared', [
    edit(
      'src/tracker/tracker.js',
      '!holds(slots.nsInodes, slot, nsInode))',
      'BigInt.asUintN(32, slots.nsInodes[slot]) !== BigInt.asUintN(32, nsInode ?? 0n))',
    ),
  ]),
  bug('own-namespace-as-double', 'the observer’s own namespace is compared as a double', [
    edit(ADMISSION, 'nsInode !== own &&', 'Number(nsInode) !== Number(own) &&'),
  ]),
  bug('pid-limit-signed', 'pids of 2^31 and above lie below any limit', [
    edit(ADMISSION, 'frame.pid > this.#limits.pidMax', '(frame.pid | 0) > (this.#limits.pidMax | 0)'),
  ]),
  bug('step-back-inclusive', 'a step back of exactly the longest step is not waited out', [
    edit(
      'src/observer/monotonic-time.js',
      'this.#readingNs - readingNs) > this.#maxStepNs',
      'this.#readingNs - readingNs) >= this.#maxStepNs',
    ),
  ]),
  bug('refill-lower-word', 'a refill of the common limit after more than 2^32 ns counts the lower half of the time alone', [
    edit('src/observer/token-bucket.js', 'highWord(elapsedNs) * 0x1_0000_0000 + lowWord(elapsedNs)', 'lowWord(elapsedNs)'),
  ]),
  bug('outdated-by-nonce-alone', 'that a pid has beaten since its stall was drained is seen from its nonce alone', [
    edit(
      QUEUE,
      '(this.#view.lastBeatNs(slot) !== this.#lastBeatNs[at] || this.#view.lastNonce(slot) !== this.#lastNonces[at])',
      'this.#view.lastNonce(slot) !== this.#lastNonces[at]',
    ),
  ]),
  bug('reach-below-budget', 'a pid at the very end of a path is not found again', [
    edit('src/tracker/pid-index.js', 'Math.max(reach, distance + 1)', 'Math.min(63, Math.max(reach, distance + 1))'),
  ]),
  bug('stall-time-as-double', 'a stall tells the time of the last beat as a double', [
    edit(QUEUE, 'lastBeatNs: this.#lastBeatNs[at]', 'lastBeatNs: BigInt(Number(this.#lastBeatNs[at]))'),
  ]),
  bug('counts-of-half-the-bits', 'counts begin anew at 2^32', [
    edit(COUNTERS, 'BigInt.asUintN(64, counters[at] + 1n)', 'BigInt.asUintN(32, counters[at] + 1n)'),
  ]),
  bug('counts-as-doubles', 'counts stay at 2^53', [
    edit(COUNTERS, 'BigInt.asUintN(64, counters[at] + 1n)', 'BigInt.asUintN(64, BigInt(Number(counters[at]) + 1))'),
  ]),
  bug('full-count-begins-anew', 'a count of 2^64 − 1 begins anew', [
    edit(COUNTERS, 'if ((words[0] | words[1]) !== 0)\n        counters', 'counters'),
  ]),
  bug('full-total-begins-anew', 'a total beyond 2^64 − 1 begins anew', [
    edit('src/observer/metrics.js', 'saturatingAdd(this.#sums[at], takeFrom(tracker))', 'this.#sums[at] + takeFrom(tracker)'),
  ]),
  bug('interval-lower-half', 'the time since a beat of a pid is compared with its shortest interval by its lower half', [
    edit(ADMISSION, 'BigInt.asUintN(64, nowNs - this.#view.lastBeatNs(slot))', 'BigInt.asUintN(32, nowNs - this.#view.lastBeatNs(slot))'),
  ]),
  bug('longest-threshold-saturates', 'ten times the longest threshold of which ten fit into u64 count as 2^64 − 1', [
    edit('src/tracker/eviction.js', 'isLess(LONGEST_THRESHOLD_NS, thresholdNs)', '!isLess(thresholdNs, LONGEST_THRESHOLD_NS)'),
  ]),
  bug('fourth-at-limit-skipped', 'of four slots that are read at once the last is passed over at exactly the threshold', [
    edit('src/tracker/slot-table.js', 'lastBeatDoubles[slot + 3] > limit', 'lastBeatDoubles[slot + 3] >= limit'),
  ]),
  bug('exactly-full-keeps-remainder', 'a common limit that is exactly full keeps what is beyond', [
    edit('src/observer/token-bucket.js', 'if (this.#milliTokens >= this.#capacity)', 'if (this.#milliTokens > this.#capacity)'),
  ]),
  bug('time-wraps-at-its-end', 'an observer whose time comes to the end of u64 before its clock does begins anew', [
    edit(
      'src/observer/monotonic-time.js',
      'this.#nowNs = saturatingAdd(this.#nowNs, stepNs)',
      'this.#nowNs = BigInt.asUintN(64, this.#nowNs + stepNs)',
    ),
  ]),
  bug('generation-signed', 'generations from 2^63 on are earlier than all others', [
    edit(
      KNOWN,
      'if (!isEntryBelow(slots.generations, slot, generation))',
      'if (BigInt.asIntN(64, generation) < BigInt.asIntN(64, slots.generations[slot]))',
    ),
  ]),
];
