import type { FrameRefusal, ObserverEvent } from '../../../src/index.ts';
import { showTime } from '../duration.ts';

/** A nonce for people: one near 2^64 is written by its distance from it. */
export function showNonce(nonce: bigint): string {
  const top = 0xffff_ffff_ffff_ffffn;
  if (nonce === top) return '2^64-1';
  return top - nonce < 2_000_000n ? `2^64-1-${top - nonce}` : nonce.toString();
}

/** How a namespace is named behind a pid, with a space before it; empty where it is unknown. */
export type NamespaceWords = (ns: bigint | null) => string;

/** What a poll surfaced, in words. */
export function eventWords(event: ObserverEvent | null, from: NamespaceWords = fromNamespace): string {
  if (event === null) return 'nothing';
  switch (event.kind) {
    case 'beat':
      return `pid ${event.pid} beats${from(event.nsInode)}, accepted${event.restarted ? ' as a new life' : ''}`;
    case 'stall':
      return `pid ${event.pid} is reported as stalled, silent since ${showTime(event.lastBeatNs)}`;
    case 'decode':
      return `a datagram is refused, ${event.refusal}`;
    case 'auth-failure':
      return `pid ${event.pid} is refused: the kernel says ${event.peerPid}`;
    case 'origin-conflict':
      return `pid ${event.pid} is refused, origin conflict: ${event.origin}, pinned ${event.slotOrigin}`;
    case 'namespace-conflict':
      return `pid ${event.pid}${from(event.nsInode)} is refused, namespace conflict`;
    case 'out-of-order':
      return `pid ${event.pid}${from(event.nsInode)} is refused, out of order: nonce ${showNonce(event.nonce)}, last ${showNonce(event.lastNonce)}`;
  }
}

function fromNamespace(ns: bigint | null): string {
  return ns === null ? '' : ` from namespace ${ns}`;
}

/** The reply to a beat: `refused, origin conflict`, or how it was accepted. */
export function updateWords(update: string): string {
  return update === 'inserted' || update === 'refreshed' || update === 'restarted' ? update : `refused, ${update.replaceAll('-', ' ')}`;
}

/** The reply to bytes that were decoded. */
export function decodeWords(reply: object | FrameRefusal): string {
  return typeof reply === 'string' ? `refused, ${reply}` : 'a frame';
}

/** A value on one line for people: bigints as decimal text, objects as JSON. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
