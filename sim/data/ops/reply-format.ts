import type { ObserverEvent } from '../../../src/index.ts';
import { BEAT_ORIGINS, UPDATES } from '../spec/names.ts';
import { toHex } from './fields.ts';
import { FRAME_MEMBERS } from './frame-format.ts';
import { membersJson, U32, U64, U64_OR_NULL, word, type Members } from './members.ts';
import type { ReplyJson } from './op-format.ts';
import type { DrainedStall, Exchange, MetricValue } from './op.ts';

/**
 * The reply of an exchange as JSON, in the form of `expect` and of the tracker protocol: null for a poll that surfaced nothing.
 * Never throws. O(reply).
 */
export function formatReply(exchange: Exchange): ReplyJson {
  switch (exchange.kind) {
    case 'record':
      return { update: exchange.reply };
    case 'drain':
      return { stalls: exchange.reply.map((stall) => membersJson(stall, STALL_MEMBERS)) };
    case 'take':
    case 'len':
      return { value: valueJson(exchange.reply) };
    case 'get':
      return exchange.reply === undefined ? { tracked: false } : { tracked: true, value: valueJson(exchange.reply) };
    case 'decode':
      return typeof exchange.reply === 'string' ? { refused: exchange.reply } : { frame: membersJson(exchange.reply, FRAME_MEMBERS) };
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

/** {@link formatReply} as one line of JSON without the newline; a metric that is told twice stands there twice. O(reply). */
export function formatReplyLine(exchange: Exchange): string {
  const update = exchange.kind === 'record' ? UPDATE_LINES.get(exchange.reply) : undefined;
  return update ?? (exchange.kind === 'metrics' ? metricsLine(exchange.reply) : JSON.stringify(formatReply(exchange)));
}

/** Without an object of all names, which takes ten times as long: 1.3 ms with 256 slots. */
function metricsLine(metrics: readonly MetricValue[]): string {
  return `{"metrics":{${metrics.map(({ name, value }) => `${JSON.stringify(name)}:"${value}"`).join()}}}`;
}

function valueJson(value: bigint | number | string | null): number | string | null {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The members of a stall in the reply to `drain`. */
export const STALL_MEMBERS: Members<DrainedStall> = { pid: U32, nonce: U64, last: U64, origin: word(BEAT_ORIGINS), ns: U64_OR_NULL };

type EventOf<Kind> = Extract<ObserverEvent, { readonly kind: Kind }>;

/** By kind of event: its members, all but the kind, in the order of the reply to `poll`, with the names that they have there. */
export const EVENT_NAMES: { readonly [Kind in ObserverEvent['kind']]: Readonly<Record<Exclude<keyof EventOf<Kind>, 'kind'>, string>> } = {
  beat: {
    pid: 'pid',
    status: 'status',
    nonce: 'nonce',
    timestamp: 'timestamp',
    payload: 'payload',
    origin: 'origin',
    nsInode: 'ns',
    restarted: 'restarted',
  },
  stall: { pid: 'pid', lastNonce: 'nonce', lastBeatNs: 'last', origin: 'origin', nsInode: 'ns' },
  decode: { refusal: 'refused', listener: 'listener' },
  'auth-failure': { pid: 'pid', peerPid: 'peer' },
  'origin-conflict': { pid: 'pid', origin: 'origin', slotOrigin: 'slot' },
  'namespace-conflict': { pid: 'pid', nsInode: 'ns', expectedNsInode: 'expected', refusedBy: 'by' },
  'out-of-order': { pid: 'pid', nonce: 'nonce', lastNonce: 'last_nonce', origin: 'origin', nsInode: 'ns' },
};

/** The event of a poll as JSON; `restarted` is left out where it is false. O(1). */
function eventJson(event: ObserverEvent): object {
  const json: Record<string, unknown> = { event: event.kind };
  for (const [key, name] of Object.entries<string>(EVENT_NAMES[event.kind])) {
    const value: unknown = event[key as keyof ObserverEvent];
    if (value !== false) json[name] = typeof value === 'bigint' ? String(value) : value;
  }
  return json;
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
