import { BEAT_ORIGINS, STATUSES } from '../spec/names.ts';
import { DROPS, SOCKET_EVENTS } from './adapter-ops.ts';
import { Fields, isObject } from './fields.ts';
import { FRAME_MEMBERS } from './frame-format.ts';
import {
  BYTES,
  integer,
  membersJson,
  nested,
  optional,
  readMembers,
  TEXT,
  TEXT_OR_NULL,
  U32,
  U32_LIST,
  U32_OR_NULL,
  U64,
  U64_OR_NULL,
  word,
  type Members,
} from './members.ts';
import { LISTENERS_MAX, newJson, observerJson, readNew, readObserver } from './observer-format.ts';
import { GET_FIELDS, type Op, OP_KINDS, type OpKind, type OpOf, type RecordOp, TAKE_COUNTERS } from './op.ts';
import { type Refusal, show } from './refusal.ts';

/** A reply in its JSON form; null is that of a poll that surfaced nothing. */
export type ReplyJson = object | null;

/** An operation with the reply that it must get; undefined where the line has no `expect`. */
export interface ExpectedOp {
  /** The operation. */
  readonly op: Op;
  /** The reply in its JSON form; undefined for any. */
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

type TableKind = Exclude<OpKind, 'new' | 'observer'>;

const TIME = { now: U64 };
const ORIGIN = word(BEAT_ORIGINS);
const LISTENER = integer(0, LISTENERS_MAX - 1);
const GENERATION = { generation: optional(U64_OR_NULL) };

/** The members of each kind but those whose members are options. They are read in their order: the first fault in it is reported. */
const MEMBERS: { readonly [Kind in TableKind]: Members<Omit<OpOf<Kind>, 'op'>> } = {
  record: { pid: U32, nonce: U64, status: word(STATUSES), ...TIME, threshold: U64, origin: ORIGIN, ns: U64_OR_NULL, ...GENERATION },
  drain: { ...TIME, threshold: U64 },
  take: { counter: word(TAKE_COUNTERS) },
  get: { field: word(GET_FIELDS), pid: U32 },
  len: {},
  decode: { bytes: BYTES },
  encode: { frame: nested('frame', FRAME_MEMBERS) },
  exposition: { name: TEXT, type: word(['counter', 'gauge']), label: TEXT_OR_NULL, text: TEXT, value: U64, help: TEXT_OR_NULL },
  datagram: { ...TIME, listener: LISTENER, origin: ORIGIN, peer: U32_OR_NULL, ns: U64_OR_NULL, ...GENERATION, bytes: BYTES },
  socket: { ...TIME, listener: LISTENER, event: word(SOCKET_EVENTS), count: DROPS },
  poll: TIME,
  metrics: {},
  settled: { ...TIME, live: U32_LIST, silent: U32_LIST },
};

function readOp(fields: Fields): Op {
  const op = fields.oneOf('op', OP_KINDS);
  if (op === 'new') return readNew(fields);
  return op === 'observer' ? readObserver(fields) : (readMembers<object>(fields, MEMBERS[op], { op }) as Op);
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
  if (op.op === 'new') return newJson(op);
  return op.op === 'observer' ? observerJson(op) : membersJson<object>(op, MEMBERS[op.op], { op: op.op });
}
