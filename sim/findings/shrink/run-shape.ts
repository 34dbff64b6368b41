import { DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW } from '../../data/spec/limits.ts';
import { actorOf } from '../../data/ops/frame-pid.ts';
import type { ShrinkStep } from './interestingness.ts';

/** The pids of a run in the order in which they first appear. O(steps). */
export function pidsOf(steps: readonly ShrinkStep[]): number[] {
  const pids = new Set<number>();
  for (const { op } of steps) {
    const pid = actorOf(op);
    if (pid !== null) pids.add(pid);
  }
  return [...pids];
}

/**
 * For each operation the index of the poll that reads it, in a run whose polls read one datagram each; −1 for what no poll
 * reads. An approximation where they read more: every candidate made from it is run before it is accepted. O(steps).
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

/** Slots of the tracker that a run starts; null for a run that starts none. */
export function capacityOf(steps: readonly ShrinkStep[]): number | null {
  const op = steps[0]?.op;
  if (op?.op === 'new') return op.capacity;
  return op?.op === 'observer' ? (op.capacity ?? DEFAULT_CAPACITY) : null;
}

/** Slots that an eviction pass reads, of the tracker that a run starts; null where no pass ends before it has read the table. */
export function narrowWindowOf(steps: readonly ShrinkStep[]): number | null {
  const op = steps[0]?.op;
  if (op?.op !== 'new' && op?.op !== 'observer') return null;
  const window = op.window ?? DEFAULT_EVICTION_SCAN_WINDOW;
  return window < (capacityOf(steps) ?? 0) ? window : null;
}

/** The same run with a table of another size, and another window of eviction unless that is undefined. It must start a tracker. */
export function withCapacity([start, ...rest]: readonly ShrinkStep[], capacity: number, window?: number): ShrinkStep[] {
  const { op } = start;
  const change = window === undefined ? { capacity } : { capacity, window };
  return op.op === 'new' || op.op === 'observer' ? [{ ...start, op: { ...op, ...change } }, ...rest] : [start, ...rest];
}
