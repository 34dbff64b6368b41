import { EMPTY_CELL, PROBE_BUDGET, TOMBSTONE_CELL } from '../data/spec/limits.ts';
import type { Rule, StepFacts } from './facts.ts';
import { modelHash } from './model/index.ts';

/** Rules that read the whole table or the whole index: after each eviction and drain, and at every step when asked. */
export const SCAN_RULES: readonly Rule[] = [
  { name: 'stall-count-recounted', sentence: 'the stall count equals the number of slots with a stall flag', check: stallCountRecounted },
  { name: 'slots-resolve', sentence: 'the index leads from the pid of every live slot to that slot', check: slotsResolve },
  { name: 'no-pid-twice', sentence: 'no pid has two slots, and none has two live cells in the index', check: noPidTwice },
  {
    name: 'index-within-budget',
    sentence: 'every live pid lies within its probe budget, with no empty cell on the way',
    check: indexWithinBudget,
  },
  { name: 'tombstones-needed', sentence: 'a tombstone stands only on the probe path of a live pid', check: tombstonesNeeded },
  { name: 'untouched-slots-unchanged', sentence: 'a step changes no slot but those it is about', check: untouchedSlotsUnchanged },
];

function stallCountRecounted({ view }: StepFacts): string | null {
  let counted = 0;
  for (let slot = 0; slot < view.length; slot++) counted += Number(view.stallEmitted(slot));
  return counted === view.stallCount ? null : `the count is ${view.stallCount}, ${counted} slots are flagged`;
}

function slotsResolve({ view }: StepFacts): string | null {
  for (let slot = 0; slot < view.length; slot++) {
    const found = view.resolve(view.pid(slot));
    if (found !== slot) return `pid ${view.pid(slot)} of slot ${slot} resolves to ${found}`;
  }
  return null;
}

function noPidTwice({ view }: StepFacts): string | null {
  // With every slot resolving to itself a second slot of one pid shows there; here the same for the index's own cells.
  let live = 0;
  for (let cell = 0; cell < view.cells; cell++) {
    const slot = view.cellSlot(cell);
    if (slot < 0) continue;
    live++;
    if (slot >= view.length || view.pid(slot) !== view.cellPid(cell))
      return `the index has pid ${view.cellPid(cell)} at slot ${slot}, which is not its slot`;
  }
  return live === view.length ? null : `the index has ${live} live cells for ${view.length} slots`;
}

/** Steps from a cell back to the home of the live pid in it. */
function distanceFromHome({ view, settings }: StepFacts, cell: number): number {
  return (cell - modelHash(view.cellPid(cell), settings.index_key ?? null)) & (view.cells - 1);
}

function indexWithinBudget(facts: StepFacts): string | null {
  const { view } = facts;
  const mask = view.cells - 1;
  for (let cell = 0; cell < view.cells; cell++) {
    if (view.cellSlot(cell) < 0) continue;
    const distance = distanceFromHome(facts, cell);
    if (distance >= PROBE_BUDGET) return `pid ${view.cellPid(cell)} lies ${distance} cells from its home`;
    for (let back = 1; back <= distance; back++) {
      if (view.cellSlot((cell - back) & mask) === EMPTY_CELL) return `an empty cell lies on the path of pid ${view.cellPid(cell)}`;
    }
  }
  return null;
}

function tombstonesNeeded(facts: StepFacts): string | null {
  const { view } = facts;
  const mask = view.cells - 1;
  const reach = Math.min(PROBE_BUDGET, view.cells) - 1;
  for (let cell = 0; cell < view.cells; cell++) {
    if (view.cellSlot(cell) !== TOMBSTONE_CELL) continue;
    let isNeeded = false;
    for (let ahead = 1; ahead <= reach && !isNeeded; ahead++) {
      const other = (cell + ahead) & mask;
      isNeeded = view.cellSlot(other) >= 0 && distanceFromHome(facts, other) >= ahead;
    }
    if (!isNeeded) return `the tombstone in cell ${cell} is on no live pid's path`;
  }
  return null;
}

function untouchedSlotsUnchanged({ view, shadow, acceptedSlot, accepted, drained }: StepFacts): string | null {
  for (let slot = 0; slot < shadow.length; slot++) {
    if (accepted !== null && slot === acceptedSlot) continue;
    const difference = shadow.difference(view, slot);
    if (difference === null) continue;
    // A drain may set stall flags; the rules on stalls check which.
    if (drained && !shadow.isStalled(slot) && view.stallEmitted(slot) && (view.flags(slot) ^ shadow.flags[slot]) === 1 << 5) continue;
    return difference;
  }
  return null;
}
