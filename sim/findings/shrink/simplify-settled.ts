import type { SettledOp } from '../../data/ops/op.ts';
import type { Search } from './search.ts';

/** Takes pids out of what the world says of itself once it has settled: mostly one matters. */
export function simplifySettled(search: Search): void {
  for (let at = 1; at < search.steps.length; at++) {
    for (const key of ['live', 'silent'] as const) dropPids(search, at, key);
  }
}

/** Halves of the list first, then ever fewer at a time. */
function dropPids(search: Search, at: number, key: 'live' | 'silent'): void {
  const settled = (): SettledOp | null => {
    const op = search.steps[at]?.op;
    return op?.op === 'settled' ? op : null;
  };
  for (let size = settled()?.[key].length ?? 0; size >= 1 && !search.isOver; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < (settled()?.[key].length ?? 0) && !search.isOver;) {
      const op = settled();
      if (op === null) return;
      const rest = op[key].filter((_, place) => place < start || place >= start + size);
      const candidate = search.steps.map((step, place) => (place === at ? { ...step, op: { ...op, [key]: rest } } : step));
      if (!search.accepts(candidate)) start += size;
    }
  }
}
