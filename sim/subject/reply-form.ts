import type { BeatOrigin, Datagram, Frame, FrameRefusal, MetricSample, ObserverEvent, Update } from '../../src/index.ts';
import { describeValue } from '../data/describe-value.ts';
import { tabulate } from '../data/tabulate.ts';
import type { DrainedStall, MetricValue } from '../data/ops/op.ts';
import { BEAT_ORIGINS, FRAME_REFUSALS, STATUSES, UPDATES } from '../data/spec/names.ts';

// What the production code hands out is looked at once, here, and copied: whatever it is, all that comes after deals with plain
// values of the right types, and a getter of it is never asked again.

/** The production code handed out what its interface does not allow. */
export class IllFormedReplyError extends Error {
  /** `got` is what it handed out, and `due` what its interface allows. */
  constructor(got: string, due: string) {
    super(`${got} was handed out where ${due} is due`);
    this.name = 'IllFormedReplyError';
  }
}

/** Bytes of an encoded frame that are looked at; metrics that an observer may have; characters of the name of one. */
const BYTES_MAX = 4096;
const METRICS_MAX = 100_000;
const NAME_MAX = 200;

type Fields = Readonly<Record<string, unknown>>;

/** `what` is named, and its place in a list where it has one: put together here alone, as nearly nothing is refused. */
function refuse(value: unknown, what: string, due: string, at?: number): never {
  const name = at === undefined ? what : `${what} ${at}`;
  throw new IllFormedReplyError(`${name === '' ? '' : `${name}: `}${describeValue(value)}`, due);
}

/** A u32. O(1). */
export function u32Of(value: unknown, what = ''): number {
  return typeof value === 'number' && value >>> 0 === value ? value : refuse(value, what, 'a u32');
}

/** A count, up to 2^53 - 1. O(1). */
export function wholeOf(value: unknown, what: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : refuse(value, what, 'a count');
}

/** A count or null. O(1). */
export function wholeOrNull(value: unknown, what: string): number | null {
  return value === null ? null : wholeOf(value, what);
}

/** A u64. O(1). */
export function u64Of(value: unknown, what = '', at?: number): bigint {
  return typeof value === 'bigint' && BigInt.asUintN(64, value) === value ? value : refuse(value, what, 'a u64', at);
}

/** A u64 or null. O(1). */
export function u64OrNull(value: unknown, what = ''): bigint | null {
  return value === null ? null : u64Of(value, what);
}

/** A u32 or null. O(1). */
export function u32OrNull(value: unknown, what = ''): number | null {
  return value === null ? null : u32Of(value, what);
}

/** True or false. O(1). */
function flagOf(value: unknown, what = ''): boolean {
  return typeof value === 'boolean' ? value : refuse(value, what, 'true or false');
}

/** One of some words. O(words): mostly it is the first, and a search is a call. */
function wordOf<W extends string>(words: readonly W[], value: unknown, what = '', at?: number): W {
  return value === words[0] || words.includes(value as W) ? (value as W) : refuse(value, what, `one of ${words.join(', ')}`, at);
}

/** What is said of a sender. O(1). */
export function originOf(value: unknown, what: string): BeatOrigin {
  return wordOf(BEAT_ORIGINS, value, what);
}

/** An object. O(1). */
export function objectOf(value: unknown, what: string, due: string, at?: number): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : refuse(value, what, due, at);
}

/** What became of a beat. O(1). */
export function updateOf(value: unknown): Update {
  return wordOf(UPDATES, value);
}

/** What a tracker knows of a pid: undefined if it does not know it. O(1). */
export function originOrUndefined(value: unknown): BeatOrigin | undefined {
  return value === undefined ? undefined : wordOf(BEAT_ORIGINS, value);
}

/** What a drain handed to its visitor. O(1). */
export function stallOf(values: readonly unknown[]): DrainedStall {
  const [pid, nonce, last, origin, ns] = values;
  return {
    pid: u32Of(pid, 'pid'),
    nonce: u64Of(nonce, 'nonce'),
    last: u64Of(last, 'last beat'),
    origin: wordOf(BEAT_ORIGINS, origin, 'origin'),
    ns: u64OrNull(ns, 'namespace'),
  };
}

/** What decoding gives. O(1). */
export function decodedOf(value: unknown): Frame | FrameRefusal {
  if (typeof value === 'string') return wordOf(FRAME_REFUSALS, value);
  const { status, pid, timestamp, nonce, payload } = objectOf(value, '', 'a frame or the reason of a refusal');
  return {
    status: wordOf(STATUSES, status, 'status'),
    pid: u32Of(pid, 'pid'),
    timestamp: u64Of(timestamp, 'timestamp'),
    nonce: u64Of(nonce, 'nonce'),
    payload: u32Of(payload, 'payload'),
  };
}

/** What encoding gives. O(bytes). */
export function encodedOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) refuse(value, '', 'an array of bytes');
  if (value.length > BYTES_MAX) refuse(value.length, 'length', `one up to ${BYTES_MAX}`);
  return Uint8Array.from(value);
}

/** What a UDP listener hands over: the very object, looked at; null for nothing. O(1). */
export function datagramOf(value: unknown): Datagram | null {
  if (value === null) return null;
  const { bytes, origin, peerPid, nsInode, generation = null } = objectOf(value, 'UdpListener.receive', 'a datagram or null');
  if (!(bytes instanceof Uint8Array)) refuse(bytes, 'bytes of UdpListener.receive', 'an array of bytes');
  if (bytes.length > BYTES_MAX) refuse(bytes.length, 'length of UdpListener.receive', `one up to ${BYTES_MAX}`);
  originOf(origin, 'origin of UdpListener.receive');
  u32OrNull(peerPid, 'peerPid of UdpListener.receive');
  u64OrNull(nsInode, 'nsInode of UdpListener.receive');
  u64OrNull(generation, 'generation of UdpListener.receive');
  return value as Datagram;
}

/** What is under way. O(1). */
export function promiseOf(value: unknown, what: string): Promise<unknown> {
  return value instanceof Promise ? value : refuse(value, what, 'a promise');
}

/** What a poll surfaced. O(1). */
export function eventOf(value: unknown): ObserverEvent | null {
  if (value === null) return null;
  const event = objectOf(value, '', 'an event or null');
  switch (event['kind']) {
    case 'beat':
      return {
        kind: 'beat',
        pid: u32Of(event['pid'], 'pid'),
        status: wordOf(STATUSES, event['status'], 'status'),
        nonce: u64Of(event['nonce'], 'nonce'),
        timestamp: u64Of(event['timestamp'], 'timestamp'),
        payload: u32Of(event['payload'], 'payload'),
        origin: wordOf(BEAT_ORIGINS, event['origin'], 'origin'),
        nsInode: u64OrNull(event['nsInode'], 'nsInode'),
        restarted: flagOf(event['restarted'], 'restarted'),
      };
    case 'stall':
      return {
        kind: 'stall',
        pid: u32Of(event['pid'], 'pid'),
        lastNonce: u64Of(event['lastNonce'], 'lastNonce'),
        lastBeatNs: u64Of(event['lastBeatNs'], 'lastBeatNs'),
        origin: wordOf(BEAT_ORIGINS, event['origin'], 'origin'),
        nsInode: u64OrNull(event['nsInode'], 'nsInode'),
      };
    case 'decode':
      return {
        kind: 'decode',
        refusal: wordOf(FRAME_REFUSALS, event['refusal'], 'refusal'),
        listener: u32Of(event['listener'], 'listener'),
      };
    case 'auth-failure':
      return { kind: 'auth-failure', pid: u32Of(event['pid'], 'pid'), peerPid: u32Of(event['peerPid'], 'peerPid') };
    case 'origin-conflict':
      return {
        kind: 'origin-conflict',
        pid: u32Of(event['pid'], 'pid'),
        origin: wordOf(BEAT_ORIGINS, event['origin'], 'origin'),
        slotOrigin: wordOf(BEAT_ORIGINS, event['slotOrigin'], 'slotOrigin'),
      };
    case 'namespace-conflict':
      return {
        kind: 'namespace-conflict',
        pid: u32Of(event['pid'], 'pid'),
        nsInode: u64OrNull(event['nsInode'], 'nsInode'),
        expectedNsInode: u64OrNull(event['expectedNsInode'], 'expectedNsInode'),
        refusedBy: wordOf(['observer', 'slot'], event['refusedBy'], 'refusedBy'),
      };
    case 'out-of-order':
      return {
        kind: 'out-of-order',
        pid: u32Of(event['pid'], 'pid'),
        nonce: u64Of(event['nonce'], 'nonce'),
        lastNonce: u64Of(event['lastNonce'], 'lastNonce'),
        origin: wordOf(BEAT_ORIGINS, event['origin'], 'origin'),
        nsInode: u64OrNull(event['nsInode'], 'nsInode'),
      };
    default:
      return refuse(event['kind'], 'kind', 'that of an event');
  }
}

/** The metrics of an observer, or of its listeners. O(metrics). */
export function metricsOf(value: unknown, of = ''): MetricValue[] {
  if (!Array.isArray(value)) refuse(value, of, 'a list of metrics');
  const { length } = value;
  if (length > METRICS_MAX) refuse(length, `length ${of}`.trimEnd(), `one up to ${METRICS_MAX}`);
  return tabulate(length, (at) => metricOf((value as readonly unknown[])[at], at));
}

const METRIC_TYPES = ['counter', 'gauge'] as const;

function metricOf(sample: unknown, at: number): MetricValue {
  const { name, type, label, value } = objectOf(sample, 'metric', 'a metric', at) as Fields & Partial<Record<keyof MetricSample, unknown>>;
  return {
    name: `${textOf(name, 'name of metric', NAME_MAX, at)}${label === null ? '' : labelText(label, at)}`,
    type: wordOf(METRIC_TYPES, type, 'type of metric', at),
    value: u64Of(value, 'value of metric', at),
  };
}

function labelText(label: unknown, at: number): string {
  if (!Array.isArray(label)) refuse(label, 'label of metric', 'a name with a value', at);
  return `{${textOf(label[0], 'label of metric', NAME_MAX, at)}="${textOf(label[1], 'label of metric', NAME_MAX, at)}"}`;
}

/** A text of so many characters at most. O(1). */
export function textOf(value: unknown, what: string, lengthMax: number, at?: number): string {
  return typeof value === 'string' && value.length <= lengthMax
    ? value
    : refuse(value, what, `a text of up to ${lengthMax} characters`, at);
}
