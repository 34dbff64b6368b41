import type { Named, State } from './state.ts';

// Apart from what reads states, since a page looks at them too.

/** The value of a name; null where it is none, or not in the list. */
export function valueOf(list: readonly Named[] | undefined, name: string): bigint | null {
  return list?.find((one) => one.name === name)?.value ?? null;
}

const PATH_MAX = 64;

/** Cells that a look-up of the pid reads, at least one: from its home to the pid itself, or to the first that is empty. O(cells read). */
export function pathLength({ cellSlots, livePids }: State, pid: number, home: number): number {
  const most = Math.min(PATH_MAX, cellSlots.length);
  for (let step = 0; step < most; step++) {
    const cell = (home + step) % cellSlots.length;
    if (cellSlots[cell] === -1 || livePids[cell] === pid) return step + 1;
  }
  return most;
}
