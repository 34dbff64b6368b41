import type { ObserverEvent } from '../../../src/index.ts';
import { UPDATES } from '../spec/names.ts';
import { toHex } from './fields.ts';
import { frameJson } from './frame-format.ts';
import type { ReplyJson } from './op-format.ts';
import type { DrainedStall, Exchange } from './op.ts';

/**
 * The reply of an exchange as JSON, in the form of `expect` and of the tracker protocol: null for a poll that surfaced nothing.
 * Never throws. O(reply).
 */
export function formatReply(exchange: Exchange): ReplyJson {
  switch (exchange.kind) {
    case 'record':
      return { update: exchange.reply };
    case 'drain':
      return { stalls: exchange.reply.map(stallJson) };
    case 'take':
    case 'len':
      return { value: valueJson(exchange.reply) };
    case 'get':
      return exchange.reply === undefined ? { tracked: false } : { tracked: true, value: valueJson(exchange.reply) };
    case 'decode':
      return typeof exchange.reply === 'string' ? { refused: exchange.reply } : { frame: frameJson(exchange.reply) };
    case 'encode':
      return { bytes: toHex(exchange.reply) };
    case 'exposition':
      return exchange.reply === null ? { refused: true } : { text: exchange.reply };
    case 'socket':
      return exchange.reply;
    case 'poll':
      return exchange.reply === null ? null : eventJson(exchange.reply);
    case 'metrics':
      return { metrics: Object.fromEntries(exchange.reply.map(({ name, value }) => [name, String(value)])) };
    case 'new':
    case 'observer':
    case 'datagram':
    case 'settled':
      return { ok: true };
  }
}

/** The lines of all updates: written once. */
const UPDATE_LINES = new Map(UPDATES.map((update) => [update, JSON.stringify({ update })]));

/** {@link formatReply} as one line of JSON without the newline. O(reply). */
export function formatReplyLine(exchange: Exchange): string {
  const update = exchange.kind === 'record' ? UPDATE_LINES.get(exchange.reply) : undefined;
  return update ?? JSON.stringify(formatReply(exchange));
}

function valueJson(value: bigint | number | string | null): number | string | null {
  return typeof value === 'bigint' ? String(value) : value;
}

function stallJson({ pid, nonce, last, origin, ns }: DrainedStall): object {
  return { pid, nonce: String(nonce), last: String(last), origin, ns: ns === null ? null : String(ns) };
}

/** The event of a poll as JSON. O(1). */
function eventJson(event: ObserverEvent): object {
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
        last_nonce: String(event.lastNonce),
        origin: event.origin,
        ns: nsJson(event.nsInode),
      };
  }
}

function nsJson(nsInode: bigint | null): string | null {
  return nsInode === null ? null : String(nsInode);
}

/**
 * Whether two parsed JSON values are equal: objects key for key in any order, arrays element for element, all else by
 * identity. Recurses as deep as both values go. O(the smaller value).
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key as keyof typeof a], b[key as keyof typeof b]));
}
