import { decodeFrame } from '../../src/index.ts';
import type { Op, TrackerOp } from '../../sim/data/ops/op.ts';

const CAPACITY_DEFAULT = 256;
const WINDOW_DEFAULT = 256;

/** Polls between two drains: a poll drains seldom, and says nothing else to a bare tracker. */
const POLLS_A_DRAIN = 4;

/**
 * What a run of an observer asks of its tracker, nearly: each frame is a beat, whatever the gates would say, and every fourth
 * poll drains. Operations on a bare tracker stay as they are. O(operations).
 */
export function asTrackerOps(ops: Iterable<Op>): TrackerOp[] {
  const made: TrackerOp[] = [];
  let threshold = 0n;
  let polls = 0;
  for (const op of ops) {
    switch (op.op) {
      case 'observer':
        threshold = op.threshold;
        made.push({
          op: 'new',
          capacity: op.capacity ?? CAPACITY_DEFAULT,
          policy: op.policy ?? 'strict',
          window: op.window ?? WINDOW_DEFAULT,
        });
        break;
      case 'datagram': {
        const frame = decodeFrame(op.bytes);
        if (typeof frame === 'string') break;
        const { pid, nonce, status } = frame;
        made.push({ op: 'record', pid, nonce, status, now: op.now, threshold, origin: op.origin, ns: op.ns });
        break;
      }
      case 'poll':
        if (polls++ % POLLS_A_DRAIN === 0) made.push({ op: 'drain', now: op.now, threshold });
        break;
      case 'metrics':
        made.push({ op: 'take', counter: 'evictions' }, { op: 'take', counter: 'evicted_pid' });
        break;
      case 'settled':
        break;
      default:
        made.push(op);
    }
  }
  return made;
}
