import { before, bug, edit, type Mutant } from './mutant.ts';

const TRACKER = 'src/tracker/tracker.js';
const INDEX = 'src/tracker/pid-index.js';
const NEW_PID = 'src/tracker/new-pid.js';

/** Bugs that answer as they should, and work more for it than they need. */
export const WORK_MUTANTS: readonly Mutant[] = [
  bug('looks-up-again', 'each beat looks its pid up twice, and counts one of the two', [
    before(TRACKER, 'const slot = this.#index.get(pid);', 'this.#index.peek(pid);'),
  ]),
  bug('lookup-to-budget', 'the look-up of an unknown pid reads the whole path and counts what it needs', [
    edit(INDEX, 'for (let step = 1; step <= reach; step++) {', 'for (let step = 1; step <= (reach > 0 ? 64 : 0); step++) {'),
  ]),
  bug('full-table-read-in-vain', 'a full table without a stalled slot is searched at each new pid', [
    edit(
      NEW_PID,
      '    if (inside.state.stallCount > 0)',
      '    if (inside.state.stallCount === 0)\n        inside.slots.lastBeatNs.includes(nowNs);\n    if (inside.state.stallCount > 0)',
    ),
  ]),
  bug('drain-starts-over', 'after each stall a drain walks over the table from its beginning', [
    edit(
      TRACKER,
      'slot = firstSilent(slots, slot + 1, length, high, low, FLAGS.clear);',
      'slot = firstSilent(slots, 0, length, high, low, FLAGS.clear);',
    ),
  ]),
  bug('drain-walks-thrice', 'a drain walks over the table three times', [
    before(
      TRACKER,
      'let slot = firstSilent(slots, 0, length, high, low, FLAGS.clear);',
      'firstSilent(slots, 0, length, high, low, FLAGS.clear); firstSilent(slots, 0, length, high, low, FLAGS.clear);',
    ),
  ]),
  bug('refusal-after-search', 'a newcomer that a full table refuses is looked for in every slot', [
    edit(NEW_PID, '        if (slot === NO_VICTIM)', '        if (slot === NO_VICTIM && slots.pids.indexOf(pid) < 0)'),
  ]),
  bug('admission-looks-up-again', 'the limits look a pid up twice', [
    before('src/observer/admission.js', 'const slot = this.#tracker.slotOf(frame.pid);', 'this.#tracker.slotOf(frame.pid);'),
  ]),
  bug('metrics-by-slot', 'the metrics of each slot read all slots', [
    edit(
      'src/observer/metrics.js',
      "samples.push(counter('varta_stalls_total', counts.stalls[slot],",
      "samples.push(counter('varta_stalls_total', counts.stalls.map((n) => n)[slot],",
    ),
  ]),
  bug('removal-reads-index', 'to take a pid out of the index every cell is read', [
    before(INDEX, 'this.#size--;', 'slots.lastIndexOf(slot);'),
  ]),
  bug('beat-looks-at-queue', 'each beat looks through all stalls that may wait', [
    before('src/observer/stall-queue.js', 'const at = this.#placeOf[slot];', 'this.#pids.indexOf(pid);'),
  ]),
];
