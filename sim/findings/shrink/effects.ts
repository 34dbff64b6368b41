import type { Exchange } from '../../data/ops/op.ts';

/** Whether an operation left the ledger as it was, counters aside. O(1). */
export function isIdle(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case 'new':
    case 'observer':
    case 'datagram':
      return false;
    case 'record':
      return exchange.reply !== 'inserted' && exchange.reply !== 'refreshed';
    case 'drain':
      return exchange.reply.length === 0;
    case 'poll':
      return exchange.reply?.kind !== 'beat' && exchange.reply?.kind !== 'stall';
    default:
      return true;
  }
}
