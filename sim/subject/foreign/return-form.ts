import type { TrackerOp } from '../../data/ops/op.ts';
import { isObject } from '../../data/ops/fields.ts';
import { show } from '../../data/ops/refusal.ts';

// What a method of a module returns is checked for its type before it is written as a line of the protocol, so that a fault is told in
// the words of JavaScript. Ranges are those of the protocol, and are checked there.

type Kind = 'bigint' | 'number' | 'string' | 'null' | 'undefined';

const STALL: Readonly<Record<string, readonly Kind[]>> = {
  pid: ['number'],
  nonce: ['bigint'],
  last: ['bigint'],
  origin: ['string'],
  ns: ['bigint', 'null'],
};
const FIELDS = { last_ns: ['bigint', 'undefined'], origin: ['string', 'undefined'], ns: ['bigint', 'null', 'undefined'] } as const;

/** Why a module must not return this from the method of an operation, as a sentence; null where its type is right. O(reply). */
export function returnFault(op: TrackerOp, value: unknown): string | null {
  switch (op.op) {
    case 'record':
      return kindFault('record() must return', value, ['string']);
    case 'take':
      return kindFault(`take('${op.counter}') must return`, value, op.counter === 'evicted_pid' ? ['number', 'null'] : ['bigint']);
    case 'get':
      return kindFault(`get('${op.field}') must return`, value, FIELDS[op.field]);
    case 'len':
      return kindFault('len() must return', value, ['number']);
    case 'drain':
      return Array.isArray(value) ? stallsFault(value) : `drain() must return an array, got ${shown(value)}`;
    default:
      return null;
  }
}

function stallsFault(stalls: readonly unknown[]): string | null {
  for (const [at, stall] of stalls.entries()) {
    if (!isObject(stall)) return `drain()[${at}] must be an object, got ${shown(stall)}`;
    for (const [key, kinds] of Object.entries(STALL)) {
      const fault = kindFault(`drain()[${at}].${key} must be`, (stall as Readonly<Record<string, unknown>>)[key], kinds);
      if (fault !== null) return fault;
    }
  }
  return null;
}

function kindFault(sentence: string, value: unknown, kinds: readonly Kind[]): string | null {
  const kind = value === null ? 'null' : typeof value;
  return (kinds as readonly string[]).includes(kind) ? null : `${sentence} ${kinds.map(withArticle).join(' or ')}, got ${shown(value)}`;
}

function withArticle(kind: Kind): string {
  return kind === 'null' || kind === 'undefined' ? kind : `a ${kind}`;
}

/** A value with what tells a bigint from a number, and a text from both. */
function shown(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : show(value);
}
