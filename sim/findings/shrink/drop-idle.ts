import type { Search } from './search.ts';
import { readersOf } from './units.ts';

/** Takes out, all at once, whatever left the ledger as it was: reads, refused beats with their polls, polls for nothing. */
export function dropIdle(search: Search): void {
  const { steps, isIdle } = search.best;
  const readers = readersOf(steps);
  const places = new Set<number>();
  for (let at = 1; at < steps.length - 1; at++) {
    const reader = steps[at].op.op === 'datagram' ? readers[at] : at;
    if (reader > 0 && reader < steps.length - 1 && isIdle[reader] === 1) places.add(at);
  }
  search.drops(places);
}
