import type { Op } from '../ops/op.ts';
import { framePid } from './frame-edit.ts';
import type { Search } from './search.ts';

/** The pid that an operation is about; null for one that is about none. */
export function actorOf(op: Op): number | null {
  switch (op.op) {
    case 'record':
    case 'get':
      return op.pid;
    case 'datagram':
      return framePid(op.bytes);
    default:
      return null;
  }
}

/** Takes whole actors out: halves of all pids first, then ever fewer at a time. */
export function dropActors(search: Search): void {
  let size = Math.ceil(pidsOf(search).length / 2);
  while (size >= 1 && !search.isOver) {
    const pids = pidsOf(search);
    for (let start = 0; start < pids.length && !search.isOver; start += size) {
      const gone = new Set(pids.slice(start, start + size));
      const rest = search.steps.filter(({ op }) => !gone.has(actorOf(op) ?? -1));
      if (rest.length < search.steps.length) search.accepts(rest);
    }
    if (size === 1) return;
    size = Math.ceil(size / 2);
  }
}

function pidsOf({ steps }: Search): number[] {
  return [...new Set(steps.map(({ op }) => actorOf(op)).filter((pid) => pid !== null))];
}
