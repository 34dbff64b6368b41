import type { TrackerView } from '../../../src/internal.ts';
import { MAX_CAPACITY } from '../../data/spec/limits.ts';
import type { Finding } from '../../oracle/finding.ts';
import type { Op, Exchange } from '../../data/ops/op.ts';
import type { Subject } from '../../subject/subject.ts';
import { framePid } from '../../data/ops/frame-pid.ts';

/** Which pids a run had to do with when it failed. */
export interface Scene {
  /** The pids that the last operation was about, and those that the finding names. */
  readonly focus: readonly number[];
  /** The pids in the table. */
  readonly live: readonly number[];
  /** The pid evicted last; null if there is none. */
  readonly evicted: number | null;
}

/** The scene after the last operation of a run. O(capacity). */
export function sceneOf(op: Op | undefined, finding: Finding, { trackerView, reads }: Subject): Scene {
  const focus = op !== undefined && 'pid' in op ? [op.pid] : [];
  if (op?.op === 'poll') {
    for (const { op: read } of reads) {
      const pid = framePid(read.bytes);
      if (pid !== null) focus.push(pid);
    }
  }
  const { live, evicted } = ledgerOf(trackerView);
  const isNamed = namedIn(`${finding.got} ${finding.expected}`);
  return { focus: [...focus, ...live.filter(isNamed)], live, evicted };
}

/** The pids in the table, and the one evicted last; none where the production code throws, or answers nonsense, when it is looked at. */
function ledgerOf(view: TrackerView | null): Pick<Scene, 'live' | 'evicted'> {
  try {
    const live = Array.from({ length: Math.min(view?.length ?? 0, MAX_CAPACITY) }, (_, slot) => view?.pid(slot));
    const evicted = view?.lastEvictedPid;
    return { live: live.filter((pid) => typeof pid === 'number'), evicted: typeof evicted === 'number' ? evicted : null };
  } catch {
    return { live: [], evicted: null };
  }
}

/** Whether a pid stands in the text as a number. */
function namedIn(text: string): (pid: number) => boolean {
  const numbers = new Set(text.match(/\d+/g)?.map(Number));
  return (pid) => numbers.has(pid);
}

/** Whether an operation left the ledger as it was, counters aside. O(1). */
export function isIdle(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case 'new':
    case 'observer':
    case 'datagram':
      return false;
    case 'record':
      return exchange.reply !== 'inserted' && exchange.reply !== 'refreshed' && exchange.reply !== 'restarted';
    case 'drain':
      return exchange.reply.length === 0;
    case 'poll':
      return exchange.reply?.kind !== 'beat' && exchange.reply?.kind !== 'stall';
    default:
      return true;
  }
}
