import type { ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

/** Places of operations that go together. */
export type Unit = readonly number[];

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
