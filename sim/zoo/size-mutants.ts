import { bug, edit, type Mutant } from './mutant.ts';

const TRACKER = 'src/tracker/tracker.js';
const NEW_PID = 'src/tracker/new-pid.js';
const INDEX = 'src/tracker/pid-index.js';
const QUEUE = 'src/observer/stall-queue.js';

/** Bugs that show in large tables, in long queues, and after long churn. */
export const SIZE_MUTANTS: readonly Mutant[] = [
  bug(
    'long-queue-places-forgotten',
    'of a stall that waits behind 1,024 others it is not known that its pid has beaten, once that lost its slot',
    [
      edit(
        QUEUE,
        '        if (slot !== ABSENT)\n            this.#placeOf',
        '        if (slot !== ABSENT && at < 1024)\n            this.#placeOf',
      ),
    ],
  ),
  bug('queue-places-of-a-byte', 'the places of stalls that wait have seven bits', [
    edit(QUEUE, 'columns.i16(capacity)', 'new Int8Array(capacity)'),
  ]),
  bug('drain-stops-halfway', 'a drain hands out 2,048 stalls at most', [
    edit(TRACKER, '        while (slot < length) {', '        for (let stalls = 0; slot < length && stalls < 2048; stalls++) {'),
  ]),
  bug('open-table-grows-without-cell', 'a pid whose path has no free cell takes a slot of a table that is not full', [
    edit(
      NEW_PID,
      '        if (!index.insert(pid, slot))\n            return refuseForCapacity(inside);\n        state.length++;',
      '        state.length++;\n        if (!index.insert(pid, slot))\n            return refuseForCapacity(inside);',
    ),
  ]),
  bug('reach-never-falls', 'a look-up goes on as far as the farthest pid that its home ever had', [
    edit(INDEX, 'this.#reaches[home] = this.#reachOf(home, distance);', ';'),
  ]),
  bug('last-slot-of-largest-table-unfound', 'whoever asks for the pid in the last slot of the largest table is told that there is none', [
    edit(TRACKER, 'return slot < this.#state.length ? slot : ABSENT;', 'return slot < Math.min(4095, this.#state.length) ? slot : ABSENT;'),
  ]),
];
