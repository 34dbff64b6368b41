import { BEAT_ORIGINS, STATUSES } from '../spec/names.ts';
import { expositionJson, readExposition, readSocket, socketJson } from './adapter-ops.ts';
import { Fields, isObject, toHex } from './fields.ts';
import { frameJson, readFrame } from './frame-format.ts';
import { LISTENERS_MAX, newJson, observerJson, readNew, readObserver } from './observer-format.ts';
import { GET_FIELDS, type Op, OP_KINDS, type RecordOp, TAKE_COUNTERS } from './op.ts';
import { type Refusal, show } from './refusal.ts';

/** A reply in its JSON form; null is that of a poll that surfaced nothing. */
export type ReplyJson = object | null;

/** An operation with the reply that it must get; undefined where the line has no `expect`. */
export interface ExpectedOp {
  readonly op: Op;
  readonly expect: ReplyJson | undefined;
}

/**
 * Reads one operation from parsed JSON. Strict: every key of the operation once, none besides, each of its type and
 * range; otherwise the refusal names the key, what is allowed and what was there. Never throws. O(value).
 */
export function parseOp(value: unknown): Op | Refusal {
  const read = readExpectedOp(value, false);
  return 'refused' in read ? read : read.op;
}

/** Reads one line of a trace: an operation as {@link parseOp} takes it, with or without `expect`. Never throws. O(value). */
export function parseExpectedOp(value: unknown): ExpectedOp | Refusal {
  return readExpectedOp(value, true);
}

function readExpectedOp(value: unknown, mayExpect: boolean): ExpectedOp | Refusal {
  if (!isObject(value)) return { refused: `an operation must be a JSON object, got ${show(value)}` };
  const kind = 'op' in value ? value.op : undefined;
  if (kind === undefined) return { refused: `op is missing: it must be one of ${OP_KINDS.join(', ')}` };
  if (!(OP_KINDS as readonly unknown[]).includes(kind)) {
    return { refused: `unknown operation ${show(kind)}: op must be one of ${OP_KINDS.join(', ')}` };
  }
  const fields = new Fields(value);
  const op = readOp(fields);
  const expect = mayExpect && fields.has('expect') ? fields.freeObjectOrNull('expect') : undefined;
  const fault = fields.end(op.op);
  return fault === null ? { op, expect } : { refused: fault };
}

// Keys are read in the order in which they are written: the first fault in that order is reported.
function readOp(fields: Fields): Op {
  const kind = fields.oneOf('op', OP_KINDS);
  switch (kind) {
    case 'new':
      return readNew(fields);
    case 'record':
      return {
        op: kind,
        pid: fields.u32('pid'),
        nonce: fields.u64('nonce'),
        status: fields.oneOf('status', STATUSES),
        now: fields.u64('now'),
        threshold: fields.u64('threshold'),
        origin: fields.oneOf('origin', BEAT_ORIGINS),
        ns: fields.u64OrNull('ns'),
        ...readGeneration(fields),
      };
    case 'drain':
      return { op: kind, now: fields.u64('now'), threshold: fields.u64('threshold') };
    case 'take':
      return { op: kind, counter: fields.oneOf('counter', TAKE_COUNTERS) };
    case 'get':
      return { op: kind, field: fields.oneOf('field', GET_FIELDS), pid: fields.u32('pid') };
    case 'len':
    case 'metrics':
      return { op: kind };
    case 'decode':
      return { op: kind, bytes: fields.hex('bytes') };
    case 'encode':
      return { op: kind, frame: fields.object('frame', 'frame', readFrame) };
    case 'exposition':
      return readExposition(fields);
    case 'observer':
      return readObserver(fields);
    case 'datagram':
      return {
        op: kind,
        now: fields.u64('now'),
        listener: fields.integer('listener', 0, LISTENERS_MAX - 1),
        origin: fields.oneOf('origin', BEAT_ORIGINS),
        peer: fields.u32OrNull('peer'),
        ns: fields.u64OrNull('ns'),
        ...readGeneration(fields),
        bytes: fields.hex('bytes'),
      };
    case 'socket':
      return readSocket(fields, LISTENERS_MAX);
    case 'poll':
      return { op: kind, now: fields.u64('now') };
    case 'settled':
      return { op: kind, now: fields.u64('now'), live: fields.u32List('live'), silent: fields.u32List('silent') };
  }
}

function readGeneration(fields: Fields): { readonly generation?: bigint | null } {
  return fields.has('generation') ? { generation: fields.u64OrNull('generation') } : {};
}

/** One operation as one line of JSON without the newline, its keys in the order of the format's examples. O(operation). */
export function formatOp(op: Op): string {
  return op.op === 'record' ? formatRecord(op) : JSON.stringify(opJson(op));
}

/** As JSON.stringify writes it, in half the time: most requests to a tracker that follows are beats. Its words need no escapes. */
function formatRecord({ pid, nonce, status, now, threshold, origin, ns, generation }: RecordOp): string {
  const tail = generation === undefined ? '' : `,"generation":${quoted(generation)}`;
  return `{"op":"record","pid":${pid},"nonce":"${nonce}","status":"${status}","now":"${now}","threshold":"${threshold}","origin":"${origin}","ns":${quoted(ns)}${tail}}`;
}

function quoted(value: bigint | null): string {
  return value === null ? 'null' : `"${value}"`;
}

/** The line of an operation with the reply it must get; undefined leaves `expect` out. O(line). */
export function formatExpectedOp(op: Op, expect: ReplyJson | undefined): string {
  return JSON.stringify({ ...opJson(op), expect });
}

function opJson(op: Op): object {
  switch (op.op) {
    case 'new':
      return newJson(op);
    case 'record':
      return {
        op: op.op,
        pid: op.pid,
        nonce: String(op.nonce),
        status: op.status,
        now: String(op.now),
        threshold: String(op.threshold),
        origin: op.origin,
        ns: u64Json(op.ns),
        generation: u64Json(op.generation),
      };
    case 'drain':
      return { op: op.op, now: String(op.now), threshold: String(op.threshold) };
    case 'take':
      return { op: op.op, counter: op.counter };
    case 'get':
      return { op: op.op, field: op.field, pid: op.pid };
    case 'len':
    case 'metrics':
      return { op: op.op };
    case 'decode':
      return { op: op.op, bytes: toHex(op.bytes) };
    case 'encode':
      return { op: op.op, frame: frameJson(op.frame) };
    case 'exposition':
      return expositionJson(op);
    case 'observer':
      return observerJson(op);
    case 'datagram':
      return {
        op: op.op,
        now: String(op.now),
        listener: op.listener,
        origin: op.origin,
        peer: op.peer,
        ns: u64Json(op.ns),
        generation: u64Json(op.generation),
        bytes: toHex(op.bytes),
      };
    case 'socket':
      return socketJson(op);
    case 'poll':
      return { op: op.op, now: String(op.now) };
    case 'settled':
      return { op: op.op, now: String(op.now), live: op.live, silent: op.silent };
  }
}

/** A u64 in its form on file; JSON leaves out what is undefined. */
function u64Json(value: bigint | null | undefined): string | null | undefined {
  return typeof value === 'bigint' ? String(value) : value;
}
