import { actorOf } from './actors.ts';
import type { Unit } from './drop-units.ts';
import type { ShrinkStep } from './interestingness.ts';

// The first operation starts a run and the last one is where it fails: both belong to no unit.

/**
 * For each operation the place of the poll that reads it, in a run whose polls read one datagram each; −1 for what no poll
 * reads. A guess where they read more: whoever uses it tries what comes of it. O(steps).
 */
export function readersOf(steps: readonly ShrinkStep[]): Int32Array {
  const readers = new Int32Array(steps.length).fill(-1);
  let waiting = 0;
  for (let at = 0; at < steps.length; at++) {
    if (steps[at].op.op !== 'poll') continue;
    while (waiting < at && steps[waiting].op.op !== 'datagram') waiting++;
    if (waiting < at) readers[waiting++] = at;
  }
  return readers;
}

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
