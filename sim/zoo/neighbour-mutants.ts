import type { Mutant } from './mutant.ts';

/** Bugs about values that are nearly the same: in one half, in 31, 32 or 53 bits, or but for one. */
export const NEIGHBOUR_MUTANTS: readonly Mutant[] = [
  {
    name: 'generation-as-double',
    sentence: 'generations are compared as doubles, so that neighbours above 2^53 are the same',
    file: 'src/tracker/known-pid.js',
    pattern: 'if (generation < slots.generations[slot])',
    replacement: 'if (Number(generation) < Number(slots.generations[slot]))',
  },
  {
    name: 'generation-lower-half',
    sentence: 'only the lower halves of two generations are compared',
    file: 'src/tracker/known-pid.js',
    pattern: 'slots.generations[slot] !== generation;',
    replacement: 'BigInt.asUintN(32, slots.generations[slot]) !== BigInt.asUintN(32, generation);',
  },
  {
    name: 'namespace-lower-half',
    sentence: 'only the lower halves of two namespaces are compared',
    file: 'src/tracker/tracker.js',
    pattern: 'slots.nsInodes[slot] !== nsInode)',
    replacement: 'BigInt.asUintN(32, slots.nsInodes[slot]) !== BigInt.asUintN(32, nsInode ?? 0n))',
  },
  {
    name: 'own-namespace-as-double',
    sentence: 'the observer’s own namespace is compared as a double',
    file: 'src/observer/admission.js',
    pattern: 'nsInode !== own &&',
    replacement: 'Number(nsInode) !== Number(own) &&',
  },
  {
    name: 'pid-limit-signed',
    sentence: 'pids of 2^31 and above lie below any limit',
    file: 'src/observer/admission.js',
    pattern: 'frame.pid > this.#limits.pidMax',
    replacement: '(frame.pid | 0) > (this.#limits.pidMax | 0)',
  },
  {
    name: 'step-back-inclusive',
    sentence: 'a step back of exactly the longest step is not waited out',
    file: 'src/observer/monotonic-time.js',
    pattern: 'this.#readingNs - readingNs) > this.#maxStepNs',
    replacement: 'this.#readingNs - readingNs) >= this.#maxStepNs',
  },
  {
    name: 'refill-lower-word',
    sentence: 'a refill of the common limit after more than 2^32 ns counts the lower half of the time alone',
    file: 'src/observer/token-bucket.js',
    pattern: 'highWord(elapsedNs) * 0x1_0000_0000 + lowWord(elapsedNs)',
    replacement: 'lowWord(elapsedNs)',
  },
  {
    name: 'outdated-by-nonce-alone',
    sentence: 'that a pid has beaten since its stall was drained is seen from its nonce alone',
    file: 'src/observer/stall-queue.js',
    pattern: '(this.#view.lastBeatNs(slot) !== this.#lastBeatNs[at] || this.#view.lastNonce(slot) !== this.#lastNonces[at])',
    replacement: 'this.#view.lastNonce(slot) !== this.#lastNonces[at]',
  },
  {
    name: 'reach-below-budget',
    sentence: 'a pid at the very end of a path is not found again',
    file: 'src/tracker/pid-index.js',
    pattern: 'Math.max(reach, ((free - home) & mask) + 1)',
    replacement: 'Math.min(63, Math.max(reach, ((free - home) & mask) + 1))',
  },
  {
    name: 'stall-time-as-double',
    sentence: 'a stall tells the time of the last beat as a double',
    file: 'src/observer/stall-queue.js',
    pattern: 'lastBeatNs: this.#lastBeatNs[at]',
    replacement: 'lastBeatNs: BigInt(Number(this.#lastBeatNs[at]))',
  },
];
