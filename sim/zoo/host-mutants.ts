import { before, bug, edit, type Mutant } from './mutant.ts';

const SCHEDULE = 'src/observer/drain-schedule.js';
const OBSERVER = 'src/observer/observer.js';
const TIME = 'src/observer/monotonic-time.js';

/** Bugs that show where the host of the observer is at fault: it stands still, its clock is wrong, very many fall silent at once. */
export const HOST_MUTANTS: readonly Mutant[] = [
  bug('drain-before-reading', 'stalls are drained as soon as that is due, before what waits in the listeners is read', [
    edit(SCHEDULE, 'isOverdue(nowNs) {\n', 'isOverdue(nowNs) { return this.isDue;\n'),
  ]),
  bug('catch-up-never-over', 'as long as a drain is due it falls due anew at each poll, so that the time to catch up is never over', [
    edit(SCHEDULE, 'if (this.isDue || BigInt', 'if (BigInt'),
  ]),
  bug('emptiness-remembered', 'that a listener was found empty still counts for the next drain', [
    edit(SCHEDULE, 'this.foundEmpty.fill(0);\n        this.#emptyCount = 0;', ''),
  ]),
  bug('stalls-wait-for-silence', 'stalls that wait come out only when there is nothing to read', [
    edit(OBSERVER, 'return this.#stalls.length > 0 && this.#loop.readsSinceStall === READS_PER_STALL;', 'return false;'),
  ]),
  bug('refuted-stall-surfaced', 'a stall comes out although its pid has beaten since it was drained', [
    edit(OBSERVER, 'this.#stalls.dropOutdated();', ''),
  ]),
  bug(
    'refuted-stall-of-evicted-surfaced',
    'a stall comes out although its pid has beaten since it was drained, where the pid lost its slot before the turn of the stall',
    [edit(OBSERVER, 'this.#stalls.noteBeat(pid, slot);', '')],
  ),
  bug('long-step-at-once', 'a step of the clock that is too long counts at once, before another reading confirms it', [
    edit(TIME, 'this.#pendingNs = this.#maxStepNs;', 'this.#nowNs = saturatingAdd(this.#nowNs, this.#maxStepNs); this.#pendingNs = 0n;'),
  ]),
  bug('pause-counted-whole', 'a step of the clock that is too long counts whole once it is confirmed', [
    edit(TIME, 'this.#pendingNs = this.#maxStepNs;', 'this.#pendingNs = stepNs;'),
  ]),
  bug('far-past-waited-out', 'after a large step back the time stands still until the clock is where it was', [
    edit(TIME, 'if (BigInt.asUintN(64, this.#readingNs - readingNs) > this.#maxStepNs)', 'if (false)'),
  ]),
  bug('stalls-before-beats', 'as long as a stall waits nothing is read', [
    before(OBSERVER, 'const event = this.#readListeners(nowNs);', 'if (this.#stalls.length > 0) return this.#surfaceStall();'),
  ]),
  bug('key-ignored', 'pids are placed as without a key, whatever the key', [
    edit('src/tracker/pid-index.js', 'this.#key = key === null ? null : splitKey(key);', 'this.#key = null;'),
  ]),
];
