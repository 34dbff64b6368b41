import { DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW } from '../../../src/index.ts';
import type { ShrinkStep } from './interestingness.ts';

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
