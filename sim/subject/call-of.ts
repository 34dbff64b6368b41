import type { Op } from '../data/ops/op.ts';
import { GET_METHOD, TAKE_METHOD } from './tracker-operations.ts';

/** What an operation calls of the production code, for people; null for one that calls nothing. O(1). */
export function callOf(op: Op): string | null {
  switch (op.op) {
    case 'new':
      return 'new Tracker()';
    case 'observer':
      return 'new Observer()';
    case 'poll':
      return 'Observer.poll()';
    case 'metrics':
      return 'Observer.metrics()';
    case 'record':
      return 'Tracker.record()';
    case 'drain':
      return 'Tracker.drainStalledSlots()';
    case 'take':
      return `Tracker.${TAKE_METHOD[op.counter]}()`;
    case 'get':
      return `Tracker.${GET_METHOD[op.field]}()`;
    case 'len':
      return 'Tracker.length';
    case 'decode':
      return 'decodeFrame()';
    case 'encode':
      return 'encodeFrame()';
    case 'socket':
      return op.event === 'open' || op.event === 'close' ? `UdpListener.${op.event}()` : 'UdpListener';
    case 'exposition':
      return 'formatPrometheus()';
    case 'datagram':
    case 'settled':
      return null;
  }
}
