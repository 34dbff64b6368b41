import { eventJson } from './event-format.ts';
import { frameJson } from './frame-format.ts';
import { toHex } from './hex.ts';
import type { ReplyJson } from './op-format.ts';
import type { DrainedStall, Exchange } from './op.ts';

/**
 * The reply of an exchange in its form on file, as `expect` and the tracker protocol have it: null for a poll that surfaced
 * nothing. Never throws. O(reply).
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

/** {@link formatReply} as one line of JSON without the newline. O(reply). */
export function formatReplyLine(exchange: Exchange): string {
  return JSON.stringify(formatReply(exchange));
}

function valueJson(value: bigint | number | string | null): number | string | null {
  return typeof value === 'bigint' ? String(value) : value;
}

function stallJson({ pid, nonce, last, origin, ns }: DrainedStall): object {
  return { pid, nonce: String(nonce), last: String(last), origin, ns: ns === null ? null : String(ns) };
}
