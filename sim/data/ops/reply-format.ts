import type { Frame, ObserverEvent } from '../../../src/index.ts';
import { eventJson } from './event-format.ts';
import { frameJson } from './frame-format.ts';
import { toHex } from './hex.ts';
import type { ReplyJson } from './op-format.ts';
import type { DrainedStall, MetricValue, Op, Reply } from './op.ts';

/**
 * A reply in its form on file, as `expect` and the tracker protocol have it: null for a poll that surfaced nothing. The
 * reply must be one that this kind of operation gets, see {@link Reply}. Never throws then. O(reply).
 */
export function formatReply(op: Op, reply: Reply): ReplyJson {
  switch (op.op) {
    case 'record':
      return { update: reply };
    case 'drain':
      return { stalls: (reply as readonly DrainedStall[]).map(stallJson) };
    case 'take':
    case 'len':
      return { value: valueJson(reply) };
    case 'get':
      return reply === undefined ? { tracked: false } : { tracked: true, value: valueJson(reply) };
    case 'decode':
      return typeof reply === 'string' ? { refused: reply } : { frame: frameJson(reply as Frame) };
    case 'encode':
      return { bytes: toHex(reply as Uint8Array) };
    case 'poll':
      return reply === null ? null : eventJson(reply as ObserverEvent);
    case 'metrics':
      return { metrics: Object.fromEntries((reply as readonly MetricValue[]).map(({ name, value }) => [name, String(value)])) };
    case 'new':
    case 'observer':
    case 'datagram':
    case 'settled':
      return { ok: true };
  }
}

/** {@link formatReply} as one line of JSON without the newline. O(reply). */
export function formatReplyLine(op: Op, reply: Reply): string {
  return JSON.stringify(formatReply(op, reply));
}

function valueJson(value: Reply): Reply {
  return typeof value === 'bigint' ? String(value) : value;
}

function stallJson({ pid, nonce, last, origin, ns }: DrainedStall): object {
  return { pid, nonce: String(nonce), last: String(last), origin, ns: ns === null ? null : String(ns) };
}
