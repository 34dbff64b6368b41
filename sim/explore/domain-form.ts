import { encodeModelFrame } from '../oracle/model/index.ts';
import { Fields, isObject, toHex } from '../data/ops/fields.ts';
import { FRAME_MEMBERS } from '../data/ops/frame-format.ts';
import { readMembers } from '../data/ops/members.ts';
import { parseOp } from '../data/ops/op-format.ts';
import { LISTENERS_MAX } from '../data/ops/observer-format.ts';
import type { Op, OpKind } from '../data/ops/op.ts';
import { isRefusal, show, type Refusal } from '../data/ops/refusal.ts';
import { DEPTH_MAX, DOMAIN_OPS_MAX, hasSockets, type Domain, type StartOp } from './domain.ts';

/**
 * An operation of which any value may be a list of values: it stands for every operation that takes one of each. Keys and values
 * are those of a trace; a datagram may have `frame` in place of `bytes`.
 */
export type OpTemplate = Readonly<Record<string, unknown>>;

/** A domain as a file has it. */
export interface DomainForm {
  readonly domain: string;
  readonly about: string;
  readonly depth: number;
  readonly starts: readonly OpTemplate[];
  /** Default none. */
  readonly before?: readonly OpTemplate[];
  readonly operations: readonly OpTemplate[];
}

const KEYS = ['domain', 'about', 'depth', 'starts', 'before', 'operations'] as const;
const AFTER_NEW: readonly OpKind[] = ['record', 'drain', 'take', 'get', 'len', 'decode', 'encode', 'exposition'];
const AFTER_OBSERVER: readonly OpKind[] = ['datagram', 'poll', 'metrics', 'decode', 'encode', 'exposition'];
const AFTER_UDP: readonly OpKind[] = [...AFTER_OBSERVER, 'socket'];

/** Makes a domain of its form. The refusal names the key, what is allowed and what was there. Never throws. O(operations). */
export function readDomain(value: unknown): Domain | Refusal {
  if (!isObject(value)) return { refused: `a domain must be a JSON object, got ${show(value)}` };
  const form = value as Record<string, unknown>;
  const unknown = Object.keys(form).find((key) => !(KEYS as readonly string[]).includes(key));
  if (unknown !== undefined) return { refused: `unknown key ${show(unknown)}: a domain has ${KEYS.join(', ')}` };
  const { domain: name, about = '', depth } = form;
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    return { refused: `domain must be a name of at most 40 lower-case letters, digits and single hyphens, got ${show(name)}` };
  if (typeof about !== 'string') return { refused: `about must be a text, got ${show(about)}` };
  if (typeof depth !== 'number' || !Number.isInteger(depth) || depth < 1 || depth > DEPTH_MAX)
    return { refused: `depth must be a whole number from 1 to ${DEPTH_MAX}, got ${show(depth)}` };
  const starts = readTemplates('starts', form['starts']);
  if (isRefusal(starts)) return starts;
  const before = form['before'] === undefined ? [] : readTemplates('before', form['before']);
  if (isRefusal(before)) return before;
  const ops = readTemplates('operations', form['operations']);
  if (isRefusal(ops)) return ops;
  const fault = misplaced(starts, [...before, ...ops]);
  return fault === null ? { name, about, depth, starts: starts as StartOp[], before, ops } : { refused: fault };
}

function readTemplates(key: string, value: unknown): Op[] | Refusal {
  if (!Array.isArray(value) || value.length === 0)
    return { refused: `${key} must be a list of at least one operation, got ${show(value)}` };
  const ops: Op[] = [];
  for (const [at, template] of (value as unknown[]).entries()) {
    if (!isObject(template)) return { refused: `${key}[${at}] must be a JSON object, got ${show(template)}` };
    for (const choice of choicesOf(template as OpTemplate)) {
      const op = readChoice(choice);
      if (isRefusal(op)) return { refused: `${key}[${at}]: ${op.refused}` };
      if (ops.push(op) > DOMAIN_OPS_MAX) return { refused: `${key} must stand for at most ${DOMAIN_OPS_MAX} operations` };
    }
  }
  return ops;
}

/** Every object that takes one value of each list, the last key varying fastest. Lists within `frame` and `udp` count, too. */
function* choicesOf(template: OpTemplate): Generator<Record<string, unknown>> {
  const [first, ...others] = Object.entries(template);
  if (first === undefined) {
    yield {};
    return;
  }
  const [key, value] = first;
  for (const choice of valuesOf(key, value)) {
    for (const rest of choicesOf(Object.fromEntries(others))) yield { [key]: choice, ...rest };
  }
}

function valuesOf(key: string, value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value as unknown[];
  return (key === 'frame' || key === 'udp') && isObject(value) ? choicesOf(value as OpTemplate) : [value];
}

function readChoice(choice: Record<string, unknown>): Op | Refusal {
  const { frame, ...others } = choice;
  if (choice['op'] !== 'datagram' || frame === undefined) return parseOp(choice);
  if (!isObject(frame)) return { refused: `frame must be an object, got ${show(frame)}` };
  const fields = new Fields(frame);
  const read = readMembers(fields, FRAME_MEMBERS);
  const fault = fields.end('frame');
  return fault === null ? parseOp({ ...others, bytes: toHex(encodeModelFrame(read)) }) : { refused: fault };
}

/** Why the operations do not fit together; null if they do. */
function misplaced(starts: readonly Op[], ops: readonly Op[]): string | null {
  const [{ op: kind }] = starts;
  if (kind !== 'new' && kind !== 'observer') return `starts must be new or observer operations, got ${kind}`;
  const other = starts.find(({ op }) => op !== kind);
  if (other !== undefined) return `starts must be all new or all observer operations, got ${kind} and ${other.op}`;
  const onSockets = starts.filter(hasSockets).length;
  if (onSockets !== 0 && onSockets !== starts.length) return 'starts must be all with udp, or all without';
  const allowed = kind === 'new' ? AFTER_NEW : onSockets === 0 ? AFTER_OBSERVER : AFTER_UDP;
  const foreign = ops.find(({ op }) => !allowed.includes(op));
  if (foreign !== undefined)
    return `after ${kind}${onSockets === 0 ? '' : ' with udp'} an operation must be one of ${allowed.join(', ')}, got ${foreign.op}`;
  const listeners = Math.min(...starts.map((op) => (op.op === 'observer' ? op.listeners : LISTENERS_MAX)));
  const beyond = ops.find((op) => 'listener' in op && op.listener >= listeners);
  return beyond !== undefined && 'listener' in beyond
    ? `listener must be below ${listeners}, the number of listeners, got ${beyond.listener}`
    : null;
}
