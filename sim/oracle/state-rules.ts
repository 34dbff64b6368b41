import { PROBE_BUDGET, REMOVAL_BUDGET } from '../data/spec/limits.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { Rule, StepFacts } from './facts.ts';

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
  return view.counterLow(TRACKER_COUNTER.invariantViolations) === 0 ? null : `the counter is ${view.counter('invariantViolations')}`;
}

function cursorInside({ view }: StepFacts): string | null {
  return view.cursor < Math.max(1, view.length) && view.cursor >= 0 ? null : `cursor ${view.cursor} at length ${view.length}`;
}

function indexSizeMatches({ view }: StepFacts): string | null {
  return view.indexSize === view.length ? null : `the index has ${view.indexSize}, the table ${view.length}`;
}

function scanWithinWindow({ view, window }: StepFacts): string | null {
  if (view.stalledPassSlots <= window && view.anyPassSlots <= window) return null;
  return `the passes read ${view.stalledPassSlots} and ${view.anyPassSlots} slots, the window is ${window}`;
}

/** Of several beats in one poll only the last left its numbers of reads. */
function cursorMovesByReads({ view, shadow, beatCount }: StepFacts): string | null {
  if (beatCount > 1) return null;
  const reads = beatCount === 0 ? 0 : view.stalledPassSlots + view.anyPassSlots;
  const cursor = reads === 0 ? shadow.cursor : (shadow.cursor + reads) % view.length;
  return view.cursor === cursor ? null : `${reads} slots were read, and the cursor went from ${shadow.cursor} to ${view.cursor}`;
}

function removalBounded({ view }: StepFacts): string | null {
  return view.removalReads <= REMOVAL_BUDGET ? null : `${view.removalReads} cells were read`;
}

function probesBounded({ view }: StepFacts): string | null {
  return view.probes <= PROBE_PATHS_MAX * PROBE_BUDGET ? null : `${view.probes} cells were read`;
}

function lengthBounded({ view, shadow, capacity, accepted }: StepFacts): string | null {
  if (view.length > capacity) return `length is ${view.length}, capacity ${capacity}`;
  if (view.length < shadow.length) return `length fell from ${shadow.length} to ${view.length}`;
  const growth = view.length - shadow.length;
  return growth === 0 || (growth === 1 && accepted !== null) ? null : `length grew from ${shadow.length} to ${view.length}`;
}

/** Rules on the tracker's counters, after a step with beats. */
export const COUNTER_RULES: readonly Rule[] = [
  { name: 'counters-grow', sentence: 'counters only grow between takes', check: countersGrow },
];

function countersGrow({ view, counters }: StepFacts): string | null {
  for (let at = 0; at < counters.length; at++) {
    const now = view.counterLow(at);
    if (now < counters[at]) return `${TRACKER_COUNTER_NAMES[at]} fell from ${counters[at]} to ${now}`;
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
  return view.stallCount === shadow.stallCount ? null : `the count is ${view.stallCount}, ${shadow.stallCount} slots are flagged`;
}
