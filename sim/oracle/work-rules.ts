import { countOf } from '../data/count.ts';
import { framePid } from '../data/ops/frame-pid.ts';
import { PROBE_BUDGET, REMOVAL_BUDGET } from '../data/spec/limits.ts';
import { OUTCOMES } from '../data/spec/names.ts';
import type { Update } from '../../src/index.ts';
import type { Rule, StepFacts } from './facts.ts';

/** Rules on how often an operation reads and writes typed arrays of the production code, where that was counted. */
export const WORK_RULES: readonly Rule[] = [
  {
    name: 'index-reads-bounded',
    sentence: 'an operation reads the index for the look-ups that it needs, each no farther than the farthest live pid of its home',
    check: (facts) => beyond(facts, 'index', indexBound),
  },
  {
    name: 'column-reads-bounded',
    sentence: 'an operation reads the columns of the slots that it is about, and those that a search or a drain passes once',
    check: (facts) => beyond(facts, 'columns', columnBound),
  },
];

// How many accesses an operation needs at most, by what it does.

/** A look-up: how far its home reaches, a pid for each cell on its way, and twice the slot of the pid that it finds. */
const BESIDE_CELLS = 3;
const PROBE_PATHS = 4;
/** An insert: both columns of each cell on its way, and what it reads and writes beside. */
const INSERT = 4;
/** Of a cell that the path of a new pid passes: how many do, read and written. */
const PASSED_CELL = 2;
/**
 * Of a cell that a removal counts. Of the most, 2 d + 2 of a pid d cells from home and the farthest there, it makes 6 d + 5 accesses: of each cell
 * on the path the passes and the slot, both read and written; of each up to the next farthest pid its slot and pid; beside, 3 of its own cell and 2
 * of the reach.
 */
const REMOVED_CELL = 3;
/** Look-ups of the pid of a datagram, by its outcome; of all others. */
const LOOK_UPS: Readonly<Record<string, number>> = {
  'decode-refused': 0,
  'auth-failure': 0,
  'pid-above-max': 0,
  'rate-limited-per-pid': 1,
  'rate-limited-global': 1,
  'namespace-mismatch': 1,
  'capacity-exceeded': 2,
};
const MOST_LOOK_UPS = 3;
/** Columns of a slot that a beat reads and writes, with counters; by what became of it. */
const BEAT_COLUMNS: Readonly<Record<Update, number>> = {
  inserted: 24,
  refreshed: 24,
  restarted: 26,
  'out-of-order': 12,
  'capacity-exceeded': 16,
  'origin-conflict': 8,
  'namespace-conflict': 10,
};
/** What the observer does beside for a datagram. */
const DATAGRAM_COLUMNS = 14;
/** Of a slot that a search or a drain passes: a time, whole and as two words, and a flag. */
const PASSED_COLUMNS = 4;
/** Of a slot whose stall is handed out; and of a place in the queue. */
const STALL_COLUMNS = 16;
const QUEUE_COLUMNS = 12;
/** Of a slot whose metrics are read; and all counters. */
const METRIC_COLUMNS = 4;
const COUNTERS = 90;
const GET_COLUMNS = 2;
const TAKE_COLUMNS = 2;
/** What a poll does for each listener. */
const LISTENER_COLUMNS = 3;

function beyond(facts: StepFacts, which: 'index' | 'columns', boundOf: (facts: StepFacts) => number): string | null {
  if (facts.accesses === null) return null;
  const bound = boundOf(facts);
  const counted = facts.accesses[which];
  return counted <= bound
    ? null
    : `${which === 'index' ? 'the index was' : 'columns were'} read and written ${countOf(counted, 'time')}, ${countOf(bound, 'is', 'are')} enough`;
}

function indexBound(facts: StepFacts): number {
  const { asked } = facts;
  switch (asked.kind) {
    case 'get':
      return lookUp(facts, asked.op.pid);
    case 'record':
      return lookUp(facts, asked.op.pid) + insertReads(facts);
    case 'poll':
      return datagramReads(facts) + insertReads(facts) + stallReads(facts);
    default:
      return 0;
  }
}

function lookUp(facts: StepFacts, pid: number): number {
  return farthestOf(facts, pid) + BESIDE_CELLS;
}

/** Cells from the home of `pid` to the farthest live pid that shares it, both counted; 0 where there is none. */
function farthestOf({ view, cells }: StepFacts, pid: number): number {
  const home = view.homeCell(pid);
  for (let distance = Math.min(PROBE_BUDGET, cells); distance > 0; distance--) {
    const cell = (home + distance - 1) & (cells - 1);
    if (view.cellSlot(cell) >= 0 && view.homeCell(view.cellPid(cell)) === home) return distance;
  }
  return 0;
}

function datagramReads(facts: StepFacts): number {
  const { reads, observer, readCount } = facts;
  let bound = 0;
  for (let at = 0; at < readCount; at++) {
    const lookUps = LOOK_UPS[OUTCOMES[observer?.readOutcomeCode(at) ?? 0]] ?? MOST_LOOK_UPS;
    if (lookUps > 0) bound += lookUps * lookUp(facts, framePid(reads[at].op.bytes) ?? 0);
  }
  return bound;
}

/** What the index is read for beside look-ups: for newcomers. */
function insertReads(facts: StepFacts): number {
  const { accepted, victimPid, rolledBack, shadow, capacity, beats, beatCount, view } = facts;
  // The tracker's own counts, which have bounds of their own, are those of its last beat.
  if (victimPid >= 0 || rolledBack) {
    const ways =
      beatCount === 1
        ? 2 * view.probes + REMOVED_CELL * view.removalReads
        : beatCount * (2 * PROBE_PATHS * PROBE_BUDGET + REMOVED_CELL * REMOVAL_BUDGET);
    const passed = accepted === null ? PROBE_BUDGET : farthestOf(facts, accepted.pid);
    return ways + 2 * PROBE_PATHS * INSERT + PASSED_CELL * passed;
  }
  let bound = accepted?.update === 'inserted' ? (2 + PASSED_CELL) * farthestOf(facts, accepted.pid) + INSERT : 0;
  // A table with room refuses where the path has none: it was read to its end.
  if (shadow.length < capacity) for (let at = 0; at < beatCount; at++) if (!beats[at].isAccepted) bound += 2 * PROBE_BUDGET + INSERT;
  return bound;
}

/** Stalls that a poll put into the queue, took out of it, and dropped or looked at there. */
function stallsMoved({ observer, pendingBefore, drained, event }: StepFacts): { put: number; taken: number; dropped: number } {
  const taken = Number(event?.kind === 'stall');
  const left = (observer?.pendingStalls ?? 0) + taken;
  return { put: drained ? left : 0, taken, dropped: pendingBefore === 0 ? 0 : 1 + pendingBefore - (drained ? 0 : left) };
}

/** Each of them has its pid looked up. */
function stallReads(facts: StepFacts): number {
  const { put, taken, dropped } = stallsMoved(facts);
  const lookUps = put + taken + dropped;
  return lookUps === 0 ? 0 : lookUps * (longestReach(facts) + BESIDE_CELLS);
}

function longestReach({ view, cells }: StepFacts): number {
  let longest = 0;
  for (let cell = 0; cell < cells; cell++)
    if (view.cellSlot(cell) >= 0) longest = Math.max(longest, ((cell - view.homeCell(view.cellPid(cell))) & (cells - 1)) + 1);
  return longest;
}

function columnBound(facts: StepFacts): number {
  const { asked, view, readCount, listeners, drained, capacity } = facts;
  switch (asked.kind) {
    case 'metrics':
      return METRIC_COLUMNS * view.length + COUNTERS;
    case 'get':
      return GET_COLUMNS;
    case 'take':
      return TAKE_COLUMNS;
    case 'record':
      return beatColumns(facts);
    case 'drain':
      return PASSED_COLUMNS * view.length + STALL_COLUMNS * asked.reply.length;
    case 'poll': {
      const { put, taken, dropped } = stallsMoved(facts);
      const drain = (drained ? PASSED_COLUMNS * view.length : 0) + (put > 0 ? capacity + (STALL_COLUMNS + QUEUE_COLUMNS) * put : 0);
      return (
        LISTENER_COLUMNS * listeners.length + DATAGRAM_COLUMNS * readCount + beatColumns(facts) + drain + QUEUE_COLUMNS * (taken + dropped)
      );
    }
    default:
      return 0;
  }
}

function beatColumns(facts: StepFacts): number {
  let columns = searchReads(facts);
  for (let at = 0; at < facts.beatCount; at++) columns += BEAT_COLUMNS[facts.beats[at].update];
  return columns;
}

/** What searches for a victim read: one pass over stalled slots, where there are any, and under `balanced` one over all. */
function searchReads({ shadow, drained, isStrict, window, beats, beatCount, capacity }: StepFacts): number {
  if (shadow.length < capacity) return 0;
  const passes = Number(shadow.stallCount > 0 || drained) + Number(!isStrict);
  let searches = 0;
  for (let at = 0; at < beatCount; at++) if (beats[at].update === 'inserted' || beats[at].update === 'capacity-exceeded') searches++;
  return searches * passes * PASSED_COLUMNS * Math.min(window, capacity);
}
