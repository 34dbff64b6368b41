import type { Frame, FrameRefusal, ObserverEvent } from '../../src/index.ts';
import type { SocketReply } from '../data/ops/adapter-ops.ts';
import type { DrainedStall, Exchange } from '../data/ops/op.ts';

/** Whether two replies to the same operation are the same, but for events and metrics, which are compared apart. O(reply). */
export function repliesAgree(a: Exchange, b: Exchange): boolean {
  switch (a.kind) {
    case 'drain':
      return b.kind === 'drain' && stallsAgree(a.reply, b.reply);
    case 'decode':
      return b.kind === 'decode' && framesAgree(a.reply, b.reply);
    case 'encode':
      return b.kind === 'encode' && a.reply.length === b.reply.length && a.reply.every((byte, at) => byte === b.reply[at]);
    case 'socket':
      return b.kind === 'socket' && listenersAgree(a.reply, b.reply);
    default:
      return a.reply === b.reply;
  }
}

function stallsAgree(expected: readonly DrainedStall[], got: readonly DrainedStall[]): boolean {
  return (
    expected.length === got.length &&
    expected.every((stall, at) => {
      const other = got[at];
      return (
        stall.pid === other.pid &&
        stall.nonce === other.nonce &&
        stall.last === other.last &&
        stall.origin === other.origin &&
        stall.ns === other.ns
      );
    })
  );
}

function listenersAgree(a: SocketReply, b: SocketReply): boolean {
  return (Object.keys(a) as (keyof SocketReply)[]).every((key) => a[key] === b[key]);
}

function framesAgree(a: Frame | FrameRefusal, b: Frame | FrameRefusal): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.status === b.status && a.pid === b.pid && a.timestamp === b.timestamp && a.nonce === b.nonce && a.payload === b.payload;
}

/** Whether two events are the same, field by field. O(1). */
export function eventsAgree(a: ObserverEvent, b: ObserverEvent): boolean {
  switch (a.kind) {
    case 'beat':
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
    case 'stall':
      return (
        b.kind === 'stall' &&
        a.pid === b.pid &&
        a.lastNonce === b.lastNonce &&
        a.lastBeatNs === b.lastBeatNs &&
        a.origin === b.origin &&
        a.nsInode === b.nsInode
      );
    case 'decode':
      return b.kind === 'decode' && a.refusal === b.refusal && a.listener === b.listener;
    case 'auth-failure':
      return b.kind === 'auth-failure' && a.pid === b.pid && a.peerPid === b.peerPid;
    case 'origin-conflict':
      return b.kind === 'origin-conflict' && a.pid === b.pid && a.origin === b.origin && a.slotOrigin === b.slotOrigin;
    case 'namespace-conflict':
      return (
        b.kind === 'namespace-conflict' &&
        a.pid === b.pid &&
        a.nsInode === b.nsInode &&
        a.expectedNsInode === b.expectedNsInode &&
        a.refusedBy === b.refusedBy
      );
    case 'out-of-order':
      return (
        b.kind === 'out-of-order' &&
        a.pid === b.pid &&
        a.nonce === b.nonce &&
        a.lastNonce === b.lastNonce &&
        a.origin === b.origin &&
        a.nsInode === b.nsInode
      );
  }
}
