import { PROBE_BUDGET, TRACKER_COUNTER_NAMES } from '../../src/index.ts';
import type { Rule, StepFacts } from './facts.ts';

// A new pid on a full table costs the most: look it up, take the victim out, put the pid in, and put the victim back.
const PROBE_PATHS_MAX = 4;

/** Rules on the whole state that are cheap enough for every step that reaches the tracker. */
export const STATE_RULES: readonly Rule[] = [
  {
    name: 'no-invariant-violation',
    sentence: 'the tracker meets no damage of its own: its counter of invariant violations stays at zero',
    check: ({ view }) => (view.counterLow(INVARIANT_VIOLATIONS) === 0 ? null : `the counter is ${view.counter('invariantViolations')}`),
  },
  {
    name: 'length-bounded',
    sentence: 'the tracker holds at most its capacity, never shrinks, and grows by one at a time',
    check: lengthBounded,
  },
  {
    name: 'cursor-inside',
    sentence: 'the scan cursor stays inside the table',
    check: ({ view }) => (view.cursor < Math.max(1, view.length) && view.cursor >= 0 ? null : `cursor ${view.cursor} at length ${view.length}`),
  },
  {
    name: 'index-size-matches',
    sentence: 'the index has as many live pids as the table has live slots',
    check: ({ view }) => (view.indexSize === view.length ? null : `the index has ${view.indexSize}, the table ${view.length}`),
  },
  {
    name: 'scan-within-window',
    sentence: 'one eviction pass reads at most the scan window',
    check: ({ view, window }) =>
      view.stalledPassSlots <= window && view.anyPassSlots <= window
        ? null
        : `the passes read ${view.stalledPassSlots} and ${view.anyPassSlots} slots, the window is ${window}`,
  },
  {
    name: 'probes-bounded',
    sentence: `one beat reads at most ${PROBE_PATHS_MAX} probe paths of ${PROBE_BUDGET} cells`,
    check: ({ view }) => (view.probes <= PROBE_PATHS_MAX * PROBE_BUDGET ? null : `${view.probes} cells were read`),
  },
];

const INVARIANT_VIOLATIONS = 6;

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

/** Rules that run once the judges' copy has caught up with the step. */
export const AUDIT_RULES: readonly Rule[] = [
  {
    name: 'stall-count-matches',
    sentence: 'the stall count equals the number of slots that the judges have seen marked',
    check: ({ view, shadow }) => (view.stallCount === shadow.stallCount ? null : `the count is ${view.stallCount}, ${shadow.stallCount} slots are marked`),
  },
  { name: 'audited-slot-unchanged', sentence: 'a slot that no step was about is as it was: one slot in turn is compared at every step', check: auditSlot },
];

function auditSlot({ view, shadow, steps }: StepFacts): string | null {
  return shadow.length === 0 ? null : shadow.difference(view, steps % shadow.length);
}
