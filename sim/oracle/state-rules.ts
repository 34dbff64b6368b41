import { PROBE_BUDGET, REMOVAL_BUDGET } from '../data/spec/limits.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { TrackerView } from '../../src/internal.ts';
import type { Rule, StepFacts } from './facts.ts';
import { count } from './rule-words.ts';

// A new pid on a full table costs the most: look it up, take the victim out, put the pid in, and put the victim back.
const PROBE_PATHS_MAX = 4;

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
  return view.counterLow(TRACKER_COUNTER.invariantViolations) === 0
    ? null
    : `the tracker counts ${count(view.counterLow(TRACKER_COUNTER.invariantViolations), 'violation')} of its own invariants`;
}

function cursorInside({ view }: StepFacts): string | null {
  return view.cursor < Math.max(1, view.length) && view.cursor >= 0
    ? null
    : `the scan cursor is at slot ${view.cursor}, and the table has ${count(view.length, 'slot')}`;
}

function indexSizeMatches({ view }: StepFacts): string | null {
  return view.indexSize === view.length
    ? null
    : `the index counts ${count(view.indexSize, 'live pid')}, and the table has ${count(view.length, 'slot')}${lostPid(view)}`;
}

/** The first pid that the index does not find, as the end of a sentence; empty if it finds all. */
function lostPid(view: TrackerView): string {
  for (let slot = 0; slot < view.length; slot++)
    if (view.resolve(view.pid(slot)) < 0) return `: pid ${view.pid(slot)} (slot ${slot}) is not found`;
  return '';
}

function scanWithinWindow({ view, window }: StepFacts): string | null {
  if (view.stalledPassSlots <= window && view.anyPassSlots <= window) return null;
  return `an eviction pass read ${count(Math.max(view.stalledPassSlots, view.anyPassSlots), 'slot')}, the window is ${window}`;
}

/** Of several beats in one poll only the last left its numbers of reads. */
function cursorMovesByReads({ view, shadow, beatCount }: StepFacts): string | null {
  if (beatCount > 1) return null;
  const reads = beatCount === 0 ? 0 : view.stalledPassSlots + view.anyPassSlots;
  const cursor = reads === 0 ? shadow.cursor : (shadow.cursor + reads) % view.length;
  if (view.cursor === cursor) return null;
  const moved = view.cursor === shadow.cursor ? `stayed at slot ${view.cursor}` : `went from slot ${shadow.cursor} to ${view.cursor}`;
  return `the eviction passes read ${count(reads, 'slot')}, and the scan cursor ${moved}: it should be at ${cursor}`;
}

function removalBounded({ view }: StepFacts): string | null {
  return view.removalReads <= REMOVAL_BUDGET
    ? null
    : `${view.removalReads} cells were read to take a pid out of the index, ${REMOVAL_BUDGET} are allowed`;
}

function probesBounded({ view }: StepFacts): string | null {
  return view.probes <= PROBE_PATHS_MAX * PROBE_BUDGET
    ? null
    : `${view.probes} cells of the index were read for one beat, ${PROBE_PATHS_MAX * PROBE_BUDGET} are allowed`;
}

function lengthBounded({ view, shadow, capacity, accepted }: StepFacts): string | null {
  if (view.length > capacity) return `${count(view.length, 'pid')} are tracked, the capacity is ${capacity}`;
  if (view.length < shadow.length) return `the number of tracked pids fell from ${shadow.length} to ${view.length}`;
  const growth = view.length - shadow.length;
  return growth === 0 || (growth === 1 && accepted !== null)
    ? null
    : `the number of tracked pids grew from ${shadow.length} to ${view.length} in one step`;
}

/** Rules on the tracker's counters, after a step with beats. */
export const COUNTER_RULES: readonly Rule[] = [
  { name: 'counters-grow', sentence: 'counters only grow between takes', check: countersGrow },
];

function countersGrow({ view, counters }: StepFacts): string | null {
  for (let at = 0; at < counters.length; at++) {
    const now = view.counterLow(at);
    if (now < counters[at]) return `the counter ${TRACKER_COUNTER_NAMES[at]} fell from ${counters[at]} to ${now}`;
  }
  return null;
}

/** Rules that are asked once the shadow table has taken the step over. */
export const COPY_RULES: readonly Rule[] = [
  {
    name: 'stall-count-matches',
    sentence: 'the stall count equals the number of stall flags in the shadow table',
    check: stallCountMatches,
  },
];

function stallCountMatches({ view, shadow }: StepFacts): string | null {
  return view.stallCount === shadow.stallCount
    ? null
    : `the tracker counts ${count(view.stallCount, 'stalled pid')}, and ${count(shadow.stallCount, 'slot')} ${shadow.stallCount === 1 ? 'has' : 'have'} the stall flag`;
}
