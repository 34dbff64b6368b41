import type { ObserverEvent } from '../../../src/index.ts';

/** What a poll surfaced in its form on file. O(1). */
export function eventJson(event: ObserverEvent): object {
  const { kind } = event;
  switch (event.kind) {
    case 'beat':
      return {
        event: kind,
        pid: event.pid,
        status: event.status,
        nonce: String(event.nonce),
        timestamp: String(event.timestamp),
        payload: event.payload,
        origin: event.origin,
        ns: nsJson(event.nsInode),
        ...(event.restarted && { restarted: true }),
      };
    case 'stall':
      return {
        event: kind,
        pid: event.pid,
        nonce: String(event.lastNonce),
        last: String(event.lastBeatNs),
        origin: event.origin,
        ns: nsJson(event.nsInode),
      };
    case 'decode':
      return { event: kind, refused: event.refusal, listener: event.listener };
    case 'auth-failure':
      return { event: kind, pid: event.pid, peer: event.peerPid };
    case 'origin-conflict':
      return { event: kind, pid: event.pid, origin: event.origin, slot: event.slotOrigin };
    case 'namespace-conflict':
      return {
        event: kind,
        pid: event.pid,
        ns: nsJson(event.nsInode),
        expected: nsJson(event.expectedNsInode),
        by: event.refusedBy,
      };
    case 'out-of-order':
      return {
        event: kind,
        pid: event.pid,
        nonce: String(event.nonce),
        last: String(event.lastNonce),
        origin: event.origin,
        ns: nsJson(event.nsInode),
      };
  }
}

function nsJson(nsInode: bigint | null): string | null {
  return nsInode === null ? null : String(nsInode);
}
