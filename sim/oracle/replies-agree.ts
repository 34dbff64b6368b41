import type { ObserverEvent } from '../../src/index.ts';
import type { Exchange } from '../data/ops/op.ts';

/** Whether two replies to the same operation are the same, but for events and metrics, which are compared apart. O(reply). */
export function repliesAgree(a: Exchange, b: Exchange): boolean {
  switch (a.kind) {
    case 'drain':
      return b.kind === 'drain' && a.reply.length === b.reply.length && a.reply.every((stall, at) => haveSameMembers(stall, b.reply[at]));
    case 'decode':
      if (typeof a.reply === 'string') return b.kind === 'decode' && a.reply === b.reply;
      return b.kind === 'decode' && typeof b.reply !== 'string' && haveSameMembers(a.reply, b.reply);
    case 'encode':
      return b.kind === 'encode' && a.reply.length === b.reply.length && a.reply.every((byte, at) => byte === b.reply[at]);
    case 'socket':
      return b.kind === 'socket' && haveSameMembers(a.reply, b.reply);
    default:
      return a.reply === b.reply;
  }
}

/** Whether two events are the same, member by member. Those of most polls are compared by name: 20 ns in place of 100. O(1). */
export function eventsAgree(a: ObserverEvent, b: ObserverEvent): boolean {
  if (a.kind !== 'beat') return haveSameMembers(a, b);
  return (
    b.kind === 'beat' &&
    a.pid === b.pid &&
    a.status === b.status &&
    a.nonce === b.nonce &&
    a.timestamp === b.timestamp &&
    a.payload === b.payload &&
    a.origin === b.origin &&
    a.nsInode === b.nsInode &&
    a.restarted === b.restarted
  );
}

/** Whether each member of `a` is that of `b`. Both have the members of their kind alone. */
function haveSameMembers(a: object, b: object): boolean {
  for (const key in a) if (a[key as keyof typeof a] !== b[key as keyof typeof b]) return false;
  return true;
}
