import { countOf } from '../data/count.ts';
import { PROBE_BUDGET, REMOVAL_BUDGET } from '../data/spec/limits.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { TrackerView } from '../../src/internal.ts';
import type { Rule, StepFacts } from './facts.ts';
import type { LedgerReading } from './ledger-reading.ts';

// A new pid on a full table costs the most: look it up, take the victim out, put the pid in, and put the victim back.
const PROBE_PATHS_MAX = 4;
const VIOLATIONS = TRACKER_COUNTER.invariantViolations;

/** Rules on the whole state that are cheap enough for every step that reaches the tracker. */
export const STATE_RULES: readonly Rule[] = [
  {
    name: 'no-invariant-violation',
    sentence: 'the tracker meets no damage of its own: its counter of invariant violations stays at zero',
    check: noViolation,
  },
  {
    name: 'length-bounded',
    sentence: 'the tracker holds at most its capacity, never shrinks, and grows by one at a time',
    check: lengthBounded,
  },
  {
    name: 'cursor-inside',
    sentence: 'the scan cursor stays inside the table',
    check: cursorInside,
  },
  {
    name: 'index-size-matches',
    sentence: 'the index has as many live pids as the table has live slots',
    check: indexSizeMatches,
  },
  {
    name: 'scan-within-window',
    sentence: 'one eviction pass reads at most the scan window',
    check: scanWithinWindow,
  },
  {
    name: 'cursor-moves-by-reads',
    sentence: 'a beat moves the scan cursor by as many slots as its eviction passes count, and nothing else moves it',
    check: cursorMovesByReads,
  },
  {
    name: 'probes-bounded',
    sentence: `one beat reads at most ${PROBE_PATHS_MAX} probe paths of ${PROBE_BUDGET} cells`,
    check: probesBounded,
  },
  {
    name: 'removal-bounded',
    sentence: `one beat reads at most ${REMOVAL_BUDGET} cells to take a pid out of the index, beside probe paths`,
    check: removalBounded,
  },
];

function noViolation({ view }: StepFacts): string | null {
  return view.counterLow(VIOLATIONS) === 0 ? null : violations(view);
}

function violations(view: TrackerView): string {
  return `the tracker counts ${countOf(view.counterLow(VIOLATIONS), 'violation')} of its own invariants`;
}

function cursorInside({ now }: StepFacts): string | null {
  return now.cursor < Math.max(1, now.length) && now.cursor >= 0 ? null : cursorOutside(now);
}

function cursorOutside({ cursor, length }: LedgerReading): string {
  return `the scan cursor is at slot ${cursor}, and the table has ${countOf(length, 'slot')}`;
}

function indexSizeMatches({ now, view }: StepFacts): string | null {
  return now.indexSize === now.length ? null : otherSize(now, view);
}

function otherSize({ indexSize, length }: LedgerReading, view: TrackerView): string {
  return `the index counts ${countOf(indexSize, 'live pid')}, and the table has ${countOf(length, 'slot')}${lostPid(view)}`;
}

/** The first pid that the index does not find, as the end of a sentence; empty if it finds all. */
function lostPid(view: TrackerView): string {
  for (let slot = 0; slot < view.length; slot++)
    if (view.resolve(view.pid(slot)) < 0) return `: pid ${view.pid(slot)} (slot ${slot}) is not found`;
  return '';
}

function scanWithinWindow({ now, window }: StepFacts): string | null {
  return now.stalledPassSlots <= window && now.anyPassSlots <= window ? null : beyondWindow(now, window);
}

function beyondWindow({ stalledPassSlots, anyPassSlots }: LedgerReading, window: number): string {
  return `an eviction pass read ${countOf(Math.max(stalledPassSlots, anyPassSlots), 'slot')}, the window is ${window}`;
}

/** Of several beats in one poll only the last left its numbers of reads. */
function cursorMovesByReads({ now, shadow, beatCount }: StepFacts): string | null {
  if (beatCount > 1) return null;
  const reads = beatCount === 0 ? 0 : now.stalledPassSlots + now.anyPassSlots;
  const cursor = reads === 0 ? shadow.cursor : (shadow.cursor + reads) % now.length;
  return now.cursor === cursor ? null : cursorMoved(shadow.cursor, now.cursor, reads, cursor);
}

function cursorMoved(from: number, to: number, reads: number, due: number): string {
  const moved = to === from ? `stayed at slot ${to}` : `went from slot ${from} to ${to}`;
  return `the eviction passes read ${countOf(reads, 'slot')}, and the scan cursor ${moved}: it should be at ${due}`;
}

function removalBounded({ now }: StepFacts): string | null {
  return now.removalReads <= REMOVAL_BUDGET ? null : readToRemove(now.removalReads);
}

function readToRemove(reads: number): string {
  return `${reads} cells were read to take a pid out of the index, ${REMOVAL_BUDGET} are allowed`;
}

function probesBounded({ now }: StepFacts): string | null {
  return now.probes <= PROBE_PATHS_MAX * PROBE_BUDGET ? null : probed(now.probes);
}

function probed(cells: number): string {
  return `${cells} cells of the index were read for one beat, ${PROBE_PATHS_MAX * PROBE_BUDGET} are allowed`;
}

function lengthBounded({ now, shadow, capacity, accepted }: StepFacts): string | null {
  const growth = now.length - shadow.length;
  return now.length <= capacity && (growth === 0 || (growth === 1 && accepted !== null))
    ? null
    : unlawfulLength(now.length, shadow.length, capacity);
}

function unlawfulLength(length: number, before: number, capacity: number): string {
  if (length > capacity) return `${countOf(length, 'pid is', 'pids are')} tracked, the capacity is ${capacity}`;
  if (length < before) return `the number of tracked pids fell from ${before} to ${length}`;
  return `the number of tracked pids grew from ${before} to ${length} in one step`;
}

/** Rules on the tracker's counters, after a step with beats. */
export const COUNTER_RULES: readonly Rule[] = [
  { name: 'counters-grow', sentence: 'counters only grow between takes', check: countersGrow },
];

function countersGrow({ now, counters, haveCountersMoved }: StepFacts): string | null {
  return haveCountersMoved ? fallen(now.counters, counters) : null;
}

function fallen(now: Uint32Array, before: Uint32Array): string | null {
  for (let at = 0; at < before.length; at++) if (now[at] < before[at]) return fell(at, before[at], now[at]);
  return null;
}

function fell(at: number, from: number, to: number): string {
  return `the counter ${TRACKER_COUNTER_NAMES[at]} fell from ${from} to ${to}`;
}

/** Rules that are asked once the shadow table has taken the step over. */
export const COPY_RULES: readonly Rule[] = [
  {
    name: 'stall-count-matches',
    sentence: 'the stall count equals the number of stall flags in the shadow table',
    check: stallCountMatches,
  },
];

function stallCountMatches({ now, shadow }: StepFacts): string | null {
  return now.stallCount === shadow.stallCount ? null : otherStallCount(now.stallCount, shadow.stallCount);
}

function otherStallCount(counted: number, flags: number): string {
  return `the tracker counts ${countOf(counted, 'stalled pid')}, and ${countOf(flags, 'slot')} ${flags === 1 ? 'has' : 'have'} the stall flag`;
}
