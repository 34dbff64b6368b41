import { capacityOf, withCapacity } from './capacity.ts';
import type { Search } from './search.ts';

const WINDOW_MAX = 4096;

/**
 * Lets an eviction pass read the whole table: it then meets its victim wherever the cursor stands, and the operations that
 * moved the cursor there can go. The window is made small again with the rest of the configuration.
 */
export function widenWindow(search: Search): void {
  const capacity = capacityOf(search.steps);
  if (capacity !== null) search.accepts(withCapacity(search.steps, capacity, WINDOW_MAX));
}
