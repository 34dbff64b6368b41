import type { Mutant } from './mutant.ts';

const OBSERVER = 'src/observer/observer.js';
const TIME = 'src/observer/monotonic-time.js';
const SCHEDULE = 'src/observer/drain-schedule.js';

/** Bugs that show where the host of the observer is at fault: it stands still, its clock is wrong, very many fall silent at once. */
export const HOST_MUTANTS: readonly Mutant[] = [
  {
    name: 'drain-before-reading',
    sentence: 'stalls are drained as soon as that is due, before what waits in the listeners is read',
    file: SCHEDULE,
    pattern: 'isOverdue(nowNs) {\n',
    replacement: 'isOverdue(nowNs) { return this.isDue;\n',
  },
  {
    name: 'catch-up-never-over',
    sentence: 'as long as a drain is due it falls due anew at each poll, so that the time to catch up is never over',
    file: SCHEDULE,
    pattern: 'if (this.isDue || BigInt',
    replacement: 'if (BigInt',
  },
  {
    name: 'emptiness-remembered',
    sentence: 'that a listener was found empty still counts for the next drain',
    file: SCHEDULE,
    pattern: 'this.foundEmpty.fill(0);\n        this.#emptyCount = 0;',
    replacement: '',
  },
  {
    name: 'stalls-wait-for-silence',
    sentence: 'stalls that wait come out only when there is nothing to read',
    file: OBSERVER,
    pattern: 'return this.#stalls.length > 0 && this.#loop.readsSinceStall === READS_PER_STALL;',
    replacement: 'return false;',
  },
  {
    name: 'refuted-stall-surfaced',
    sentence: 'a stall comes out although its pid has beaten since it was drained',
    file: OBSERVER,
    pattern: 'this.#stalls.dropOutdated();',
    replacement: '',
  },
  {
    name: 'refuted-stall-of-evicted-surfaced',
    sentence:
      'a stall comes out although its pid has beaten since it was drained, where the pid lost its slot before the turn of the stall',
    file: OBSERVER,
    pattern: 'this.#stalls.noteBeat(pid, slot);',
    replacement: '',
  },
  {
    name: 'long-step-at-once',
    sentence: 'a step of the clock that is too long counts at once, before another reading confirms it',
    file: TIME,
    pattern: 'this.#pendingNs = this.#maxStepNs;',
    replacement: 'this.#nowNs = saturatingAdd(this.#nowNs, this.#maxStepNs); this.#pendingNs = 0n;',
  },
  {
    name: 'pause-counted-whole',
    sentence: 'a step of the clock that is too long counts whole once it is confirmed',
    file: TIME,
    pattern: 'this.#pendingNs = this.#maxStepNs;',
    replacement: 'this.#pendingNs = stepNs;',
  },
  {
    name: 'far-past-waited-out',
    sentence: 'after a large step back the time stands still until the clock is where it was',
    file: TIME,
    pattern: 'if (BigInt.asUintN(64, this.#readingNs - readingNs) > this.#maxStepNs)',
    replacement: 'if (false)',
  },
  {
    name: 'stalls-before-beats',
    sentence: 'as long as a stall waits nothing is read',
    file: OBSERVER,
    pattern: 'const event = this.#readListeners(nowNs);',
    replacement: 'if (this.#stalls.length > 0) return this.#surfaceStall(); const event = this.#readListeners(nowNs);',
  },
  {
    name: 'key-ignored',
    sentence: 'pids are placed as without a key, whatever the key',
    file: 'src/tracker/pid-index.js',
    pattern: 'this.#key = key === null ? null : splitKey(key);',
    replacement: 'this.#key = null;',
  },
];
