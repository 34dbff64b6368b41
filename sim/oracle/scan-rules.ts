import { countOf } from '../data/count.ts';
import { EMPTY_CELL, MAX_CAPACITY, PROBE_BUDGET, TOMBSTONE_CELL } from '../data/spec/limits.ts';
import type { Rule, StepFacts } from './facts.ts';
import { modelHash } from './model/index.ts';
import { STALLED } from './slot-reading.ts';

/** Rules that read the whole table or the whole index: after each eviction and drain, and at every step when asked. */
export const SCAN_RULES: readonly Rule[] = [
  { name: 'stall-count-recounted', sentence: 'the stall count equals the number of slots with a stall flag', check: stallCountRecounted },
  { name: 'slots-resolve', sentence: 'the index leads from the pid of every live slot to that slot', isOfIndex: true, check: slotsResolve },
  { name: 'no-pid-twice', sentence: 'no pid has two slots, and none has two live cells in the index', isOfIndex: true, check: noPidTwice },
  {
    name: 'index-within-budget',
    sentence:
      'every live pid lies within its probe budget, with no empty cell on the way; each home knows how far its farthest lies, and each cell how many paths pass it',
    isOfIndex: true,
    check: indexWithinBudget,
  },
  {
    name: 'tombstones-needed',
    sentence: 'a tombstone stands only on the probe path of a live pid',
    isOfIndex: true,
    check: tombstonesNeeded,
  },
  { name: 'untouched-slots-unchanged', sentence: 'a step changes no slot but those it is about', check: untouchedSlotsUnchanged },
];

function stallCountRecounted({ view, capacity }: StepFacts): string | null {
  let counted = 0;
  const length = Math.min(view.length, capacity);
  for (let slot = 0; slot < length; slot++) counted += Number(view.stallEmitted(slot));
  return counted === view.stallCount
    ? null
    : `the tracker counts ${countOf(view.stallCount, 'stalled pid')}, and ${countOf(counted, 'slot')} ${counted === 1 ? 'has' : 'have'} the stall flag`;
}

function slotsResolve({ view, capacity }: StepFacts): string | null {
  const length = Math.min(view.length, capacity);
  for (let slot = 0; slot < length; slot++) {
    const found = view.resolve(view.pid(slot));
    if (found === slot) continue;
    return found < 0
      ? `pid ${view.pid(slot)} is in slot ${slot}, and the index does not find it`
      : `pid ${view.pid(slot)} is in slot ${slot}, and the index leads to slot ${found}`;
  }
  return null;
}

function noPidTwice(facts: StepFacts): string | null {
  const { view, cells } = facts;
  // With every slot resolving to itself a second slot of one pid shows there; here the same for the index's own cells.
  let live = 0;
  for (let cell = 0; cell < cells; cell++) {
    const slot = view.cellSlot(cell);
    if (slot < 0) continue;
    live++;
    if (slot >= view.length || view.pid(slot) !== view.cellPid(cell))
      return `the index leads from pid ${view.cellPid(cell)} to slot ${slot}, which is ${slot < view.length ? `that of pid ${view.pid(slot)}` : 'beyond the table'}`;
  }
  return live === view.length ? null : `the index has ${countOf(live, 'live cell')} for ${countOf(view.length, 'slot')}${twice(facts)}`;
}

/** The first pid that lies in two cells, as the end of a sentence; empty if there is none. */
function twice({ view, cells }: StepFacts): string {
  const places = new Map<number, number>();
  for (let cell = 0; cell < cells; cell++) {
    if (view.cellSlot(cell) < 0) continue;
    const other = places.get(view.cellPid(cell));
    if (other !== undefined) return `: pid ${view.cellPid(cell)} lies in cells ${other} and ${cell}`;
    places.set(view.cellPid(cell), cell);
  }
  return '';
}

/** Steps from a cell back to the home of the live pid in it. */
function distanceFromHome({ view, cells, settings }: StepFacts, cell: number): number {
  return (cell - modelHash(view.cellPid(cell), settings.index_key ?? null)) & (cells - 1);
}

/** By home: cells that its farthest pid needs. Used again, as making an array takes longer than most looks. */
const needed = new Uint8Array(2 * MAX_CAPACITY);

/** By cell: live pids on whose path it lies, and which lie beyond it. */
const passedBy = new Uint8Array(2 * MAX_CAPACITY);

function indexWithinBudget(facts: StepFacts): string | null {
  const { view, cells } = facts;
  // The last empty cell before each one: before cell 0 that is counted round the end.
  let empty = lastEmptyCell(facts) - cells;
  const reaches = cells <= needed.length ? needed.fill(0, 0, cells) : new Uint8Array(cells);
  const passes = cells <= passedBy.length ? passedBy.fill(0, 0, cells) : new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const slot = view.cellSlot(cell);
    if (slot === EMPTY_CELL) empty = cell;
    if (slot < 0) continue;
    const distance = distanceFromHome(facts, cell);
    if (distance >= PROBE_BUDGET)
      return `pid ${view.cellPid(cell)} lies ${distance} cells from its home, ${PROBE_BUDGET - 1} at most are allowed`;
    if (cell - empty <= distance)
      return `pid ${view.cellPid(cell)} lies in cell ${cell}, and look-ups stop before it, at the empty cell ${empty & (cells - 1)}`;
    const home = (cell - distance) & (cells - 1);
    reaches[home] = Math.max(reaches[home], distance + 1);
    for (let passed = 0; passed < distance; passed++) passes[(home + passed) & (cells - 1)]++;
  }
  for (let home = 0; home < cells; home++)
    if (view.cellReach(home) !== reaches[home])
      return `look-ups from cell ${home} read ${countOf(view.cellReach(home), 'cell')}, and its farthest pid needs ${reaches[home]}`;
  for (let cell = 0; cell < cells; cell++)
    if (view.cellPasses(cell) !== passes[cell])
      return `cell ${cell} counts ${countOf(view.cellPasses(cell), 'path')} beyond it, in place of ${passes[cell]}`;
  return null;
}

/** Far below every cell where none is empty. */
function lastEmptyCell({ view, cells }: StepFacts): number {
  for (let cell = cells - 1; cell >= 0; cell--) if (view.cellSlot(cell) === EMPTY_CELL) return cell;
  return -cells;
}

function tombstonesNeeded(facts: StepFacts): string | null {
  if (!hasTombstone(facts)) return null;
  const { view, cells } = facts;
  const mask = cells - 1;
  const reach = Math.min(PROBE_BUDGET, cells) - 1;
  // From the end to the beginning, once round: the first cell on the path of any live pid that was met. A pid beyond `reach`
  // cells is another rule's matter.
  let first = Number.POSITIVE_INFINITY;
  let unneeded = -1;
  for (let cell = cells + reach; cell >= 0; cell--) {
    const slot = view.cellSlot(cell & mask);
    if (slot >= 0) first = Math.min(first, cell - Math.min(reach, distanceFromHome(facts, cell & mask)));
    else if (slot === TOMBSTONE_CELL && cell <= mask && first > cell) unneeded = cell;
  }
  return unneeded < 0 ? null : `the tombstone in cell ${unneeded} is on the path of no live pid, and was not reclaimed`;
}

/** Mostly there is none, and then no pid need be hashed. */
export function hasTombstone({ view, cells }: StepFacts): boolean {
  for (let cell = 0; cell < cells; cell++) if (view.cellSlot(cell) === TOMBSTONE_CELL) return true;
  return false;
}

function untouchedSlotsUnchanged({ view, shadow, acceptedSlot, accepted, drained }: StepFacts): string | null {
  for (let slot = 0; slot < shadow.length; slot++) {
    if (accepted !== null && slot === acceptedSlot) continue;
    // A drain may set stall flags; the rules on stalls check which. Asked first: else each of them would be put into words.
    if (drained && view.flags(slot) === (shadow.flags[slot] | STALLED) && shadow.isSameButFlags(view, slot)) continue;
    const difference = shadow.difference(view, slot);
    if (difference !== null) return difference;
  }
  return null;
}
