import { after, before, bug, edit, type Mutant } from './mutant.ts';

const NEW_PID = 'src/tracker/new-pid.js';
const EVICTION = 'src/tracker/eviction.js';
const TRACKER_OPTIONS = 'src/tracker/tracker-options.js';

/** Bugs of the full table: who may be evicted, where the search goes, what is put back when the new pid finds no cell. */
export const EVICTION_MUTANTS: readonly Mutant[] = [
  bug('capacity-one-short', 'the last slot is never used', [
    edit(NEW_PID, 'if (slot < options.capacity) {', 'if (slot < options.capacity - 1) {'),
  ]),
  bug('capacity-one-long', 'one pid more than the capacity is let in', [
    edit(NEW_PID, 'if (slot < options.capacity) {', 'if (slot <= options.capacity) {'),
  ]),
  bug('stall-count-not-dropped', 'an evicted slot hands its stall flag to the new pid', [
    edit(
      NEW_PID,
      'beginLife(inside, slot, nonce, status, nowNs);',
      'const flag = slots.stallEmitted[slot]; slots.stallEmitted[slot] = 0; beginLife(inside, slot, nonce, status, nowNs); slots.stallEmitted[slot] = flag;',
    ),
  ]),
  bug('stall-count-dropped-early', 'the stall flag is dropped before the new pid is in the index, and stays dropped when that fails', [
    after(NEW_PID, 'index.remove(victimPid);', 'if (slots.stallEmitted[slot] === 1) { slots.stallEmitted[slot] = 0; state.stallCount--; }'),
  ]),
  bug('eviction-counted-early', 'an eviction is counted before the new pid is in the index, also when that fails', [
    after(NEW_PID, 'index.remove(victimPid);', 'bump(counters, TRACKER_COUNTER.evictions);'),
    edit(NEW_PID, 'bump(counters, TRACKER_COUNTER.evictions);\n        state.lastEvictedPid', 'state.lastEvictedPid'),
  ]),
  bug('slot-filled-early', 'the slot is given to the new pid before that is in the index, and stays given when that fails', [
    after(NEW_PID, 'index.remove(victimPid);', 'slots.pids[slot] = pid;'),
  ]),
  bug('rollback-forgets-index', 'a victim that goes back into the table does not go back into the index', [
    edit(NEW_PID, 'if (!index.insert(victimPid, slot))', 'if (false)'),
  ]),
  bug('rollback-forgets-stall', 'a victim that goes back into the table loses its stall flag', [
    before(
      NEW_PID,
      'if (!index.insert(victimPid, slot))',
      'if (slots.stallEmitted[slot] === 1) { slots.stallEmitted[slot] = 0; state.stallCount--; }',
    ),
  ]),
  bug('rollback-forgets-namespace', 'a victim that goes back into the table loses its namespace', [
    before(NEW_PID, 'if (!index.insert(victimPid, slot))', 'slots.nsKnown[slot] = 0;'),
  ]),
  bug('evicted-pid-is-the-new-one', 'the pid that is reported as evicted is the one that came in its place', [
    edit(NEW_PID, 'state.lastEvictedPid = victimPid;', 'state.lastEvictedPid = pid;'),
  ]),
  bug('cursor-stays-on-miss', 'a pass without a victim leaves the cursor where it was', [
    edit(NEW_PID, '(victim === NO_VICTIM ? start + window : victim + 1)', '(victim === NO_VICTIM ? start : victim + 1)'),
  ]),
  bug('cursor-stays-on-victim', 'the next pass begins at the slot that was just given away', [
    edit(NEW_PID, '(victim === NO_VICTIM ? start + window : victim + 1)', '(victim === NO_VICTIM ? start + window : victim)'),
  ]),
  bug('cursor-past-the-end', 'the cursor does not come round at the end of the table', [
    edit(
      NEW_PID,
      '(victim === NO_VICTIM ? start + window : victim + 1) % length;',
      '(victim === NO_VICTIM ? start + window : victim + 1);',
    ),
  ]),
  bug('evict-at-ten-thresholds', 'a slot is evicted at exactly ten thresholds of silence instead of after them', [
    edit(
      EVICTION,
      'const latestNs = BigInt.asUintN(64, nowNs - silenceNs - 1n);',
      'const latestNs = BigInt.asUintN(64, nowNs - silenceNs);',
    ),
  ]),
  bug('multiplier-nine', 'a slot is evicted after nine thresholds', [
    edit(EVICTION, 'export const EVICTION_MULTIPLIER = 10n;', 'export const EVICTION_MULTIPLIER = 9n;'),
  ]),
  bug('evict-by-threshold', 'a slot is evicted once it is silent for one threshold, as for a stall', [
    edit(EVICTION, 'thresholdNs * MULTIPLIER', 'thresholdNs'),
  ]),
  bug('reads-miscounted', 'a pass that finds a victim says that it read one slot less', [
    edit(NEW_PID, '((victim - start + length) % length) + 1', '((victim - start + length) % length)'),
  ]),
  bug('ten-thresholds-wrap', 'ten thresholds that do not fit into u64 wrap to a short time instead of staying at the largest', [
    edit(EVICTION, 'if (isLess(LONGEST_THRESHOLD_NS, thresholdNs))', 'if (false)'),
  ]),
  bug('young-table-evicts', 'before ten thresholds have passed the time of silence wraps below zero and everyone may be evicted', [
    edit(EVICTION, 'if (!isLess(silenceNs, nowNs))', 'if (false)'),
  ]),
  bug('strict-ignores-stall-flag', 'strict evicts a silent slot whose stall never came out', [
    edit(EVICTION, 'stalledOnly ? FLAGS.set : FLAGS.any', 'FLAGS.any'),
  ]),
  bug('strict-takes-second-pass', 'strict goes on to slots that are not stalled, as balanced does', [
    edit(NEW_PID, "victim === NO_VICTIM && inside.options.evictionPolicy === 'balanced'", 'victim === NO_VICTIM'),
  ]),
  bug('balanced-stops-after-first-pass', 'balanced refuses a newcomer where only slots without a stall could make room', [
    edit(NEW_PID, "victim === NO_VICTIM && inside.options.evictionPolicy === 'balanced'", 'false'),
  ]),
  bug('window-one-long', 'a pass reads one slot more than its window', [
    edit(
      NEW_PID,
      'const window = Math.min(options.evictionScanWindow, length);',
      'const window = Math.min(options.evictionScanWindow + 1, length);',
    ),
  ]),
  bug('window-one-short', 'a pass reads one slot less than its window', [
    before(EVICTION, 'const end = Math.min(start + window, length);', 'window--;'),
  ]),
  bug('window-may-be-zero', 'a window of no slots is taken as it is instead of as one slot', [
    edit(TRACKER_OPTIONS, 'Math.max(evictionScanWindow, MIN_EVICTION_SCAN_WINDOW)', 'evictionScanWindow'),
  ]),
  bug(
    'pass-never-ends',
    'a pass that finds no victim goes round for ever',
    [edit(EVICTION, 'return around < rest ? around : NONE;', 'while (around === rest) {} return around;')],
    {
      crashesProcess: true,
    },
  ),
  bug('largest-table-one-short', 'the largest table has one slot less than it may have', [
    edit(TRACKER_OPTIONS, 'MAX_CAPACITY = 4096', 'MAX_CAPACITY = 4095'),
  ]),
];
