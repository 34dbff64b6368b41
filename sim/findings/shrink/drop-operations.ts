import type { SettledOp } from '../../data/ops/op.ts';
import { actorOf } from '../../data/ops/frame-pid.ts';
import { readersOf } from './run-shape.ts';
import type { ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

/** Indices of operations that are taken out together. */
export type Unit = readonly number[];

/** Lets the run begin with a later operation that starts a tracker, the last one that will do. */
export function dropStarts(search: Search): void {
  for (let at = search.steps.length - 1; at > 0 && !search.isOver; at--) {
    const { op } = search.steps[at].op;
    if ((op === 'new' || op === 'observer') && search.accepts(search.steps.slice(at))) return;
  }
}

// The first operation starts a run and the last one is where it fails: both belong to no unit.

/** Each pid with all its operations, and the polls that read them. */
export function unitsByPid(steps: readonly ShrinkStep[]): Unit[] {
  const readers = readersOf(steps);
  const units = new Map<number, number[]>();
  for (let at = 1; at < steps.length - 1; at++) {
    const pid = actorOf(steps[at].op);
    if (pid === null) continue;
    const unit = units.get(pid) ?? [];
    units.set(pid, unit);
    unit.push(at);
    if (readers[at] > 0 && readers[at] < steps.length - 1) unit.push(readers[at]);
  }
  return [...units.values()];
}

/** Each datagram with the poll that reads it; every other operation of its own. */
export function unitsByReading(steps: readonly ShrinkStep[]): Unit[] {
  const readers = readersOf(steps);
  const isRead = new Set(readers);
  const units: Unit[] = [];
  for (let at = 1; at < steps.length - 1; at++) {
    if (isRead.has(at)) continue;
    units.push(readers[at] > 0 && readers[at] < steps.length - 1 ? [at, readers[at]] : [at]);
  }
  return units;
}

/** Each operation alone. */
export function singleUnits(steps: readonly ShrinkStep[]): Unit[] {
  return Array.from({ length: Math.max(0, steps.length - 2) }, (_, at) => [at + 1]);
}

/**
 * Takes units out: half of them at a time first, then ever fewer, down to single ones (delta debugging, Zeller and
 * Hildebrandt, 2002), from the end, where a unit is needed least often. `unitsOf` must give what is left in the same order;
 * `between` may take out more before the next size is tried.
 */
export function dropUnits(search: Search, unitsOf: (steps: readonly ShrinkStep[]) => readonly Unit[], between = (): void => {}): void {
  let units = unitsOf(search.steps);
  for (let size = Math.ceil(units.length / 2); size >= 1 && !search.isOver; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let end = units.length;
    while (end > 0 && !search.isOver) {
      const start = Math.max(0, end - size);
      if (search.drops(new Set(units.slice(start, end).flat()))) {
        units = unitsOf(search.steps);
        end = Math.min(start, units.length);
      } else {
        end -= size;
      }
    }
    between();
    units = unitsOf(search.steps);
  }
}

/** Longest window of neighbouring operations that is tried at every offset, and the longest run in which that is done. */
const WINDOW_OPERATIONS_MAX = 3;
const WINDOWED_LENGTH_MAX = 100;

/** Pids up to which they are also taken out in pairs. */
const PAIRED_PIDS_MAX = 8;

/**
 * Takes pids out with all their operations. Between the rounds every second pid, which leaves the others in the same part of the
 * table; and where few are left, each pair, because one pid may only be there to undo what the other does.
 */
export function dropPids(search: Search): void {
  dropUnits(search, unitsByPid, () => {
    while (!search.isOver && dropEverySecond(search));
  });
  while (!search.isOver && dropPair(search));
}

function dropEverySecond(search: Search): boolean {
  const units = unitsByPid(search.steps);
  return units.length > PAIRED_PIDS_MAX && [0, 1].some((odd) => search.drops(new Set(units.filter((_, at) => at % 2 === odd).flat())));
}

function dropPair(search: Search): boolean {
  const units = unitsByPid(search.steps);
  if (units.length > PAIRED_PIDS_MAX) return false;
  return units.some((one, at) => units.slice(at + 1).some((other) => search.drops(new Set([...one, ...other]))));
}

/** Takes operations out: each datagram with the poll that reads it, then single ones, then short windows. */
export function dropOperations(search: Search): void {
  dropUnits(search, unitsByReading);
  dropUnits(search, singleUnits);
  for (let size = WINDOW_OPERATIONS_MAX; size >= 2; size--) dropWindows(search, size);
}

function dropWindows(search: Search, size: number): void {
  if (search.steps.length > WINDOWED_LENGTH_MAX) return;
  for (let start = search.steps.length - 1 - size; start >= 1 && !search.isOver; start--) {
    const indices = Array.from({ length: size }, (_, at) => start + at);
    if (search.drops(new Set(indices))) start = Math.min(start, search.steps.length - size);
  }
}

/** Takes out, all at once, the operations that left the ledger as it was: reads, refused beats with their polls, empty polls. */
export function dropIdle(search: Search): void {
  const { steps, isIdle } = search.best;
  const readers = readersOf(steps);
  const indices = new Set<number>();
  for (let at = 1; at < steps.length - 1; at++) {
    const reader = steps[at].op.op === 'datagram' ? readers[at] : at;
    if (reader > 0 && reader < steps.length - 1 && isIdle[reader] === 1) indices.add(at);
  }
  search.drops(indices);
}

/** Takes pids out of the lists of the liveness claim: in most findings one pid matters. */
export function dropClaimedPids(search: Search): void {
  for (let at = 1; at < search.steps.length; at++) {
    for (const key of ['live', 'silent'] as const) dropFromList(search, at, key);
  }
}

/** Halves of the list first, then ever fewer at a time. */
function dropFromList(search: Search, at: number, key: 'live' | 'silent'): void {
  const settled = (): SettledOp | null => {
    const op = search.steps[at]?.op;
    return op?.op === 'settled' ? op : null;
  };
  for (let size = settled()?.[key].length ?? 0; size >= 1 && !search.isOver; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < (settled()?.[key].length ?? 0) && !search.isOver;) {
      const op = settled();
      if (op === null) return;
      const rest = op[key].filter((_, index) => index < start || index >= start + size);
      const candidate = search.steps.map((step, index) => (index === at ? { ...step, op: { ...op, [key]: rest } } : step));
      if (!search.accepts(candidate)) start += size;
    }
  }
}
