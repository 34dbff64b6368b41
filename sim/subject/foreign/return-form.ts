import type { DrainedStall, TrackerOp } from '../../data/ops/op.ts';
import { form, listOf, record, type Form } from '../../data/value-form.ts';

// What a method of a module returns is checked for its type before it is written as a line of the protocol, so that a fault is told in
// the words of JavaScript. Ranges are those of the protocol, and are checked there.

const STRING = form('a string', (value) => typeof value === 'string');
const NUMBER = form('a number', (value) => typeof value === 'number');
const NUMBER_OR_NULL = form('a number or null', (value) => typeof value === 'number' || value === null);
const BIGINT = form('a bigint', (value) => typeof value === 'bigint');
const BIGINT_OR_NULL = form('a bigint or null', (value) => typeof value === 'bigint' || value === null);

const STALLS = listOf(record<DrainedStall>({ pid: NUMBER, nonce: BIGINT, last: BIGINT, origin: STRING, ns: BIGINT_OR_NULL }));
/** Where the pid is tracked. */
const FIELDS: Readonly<Record<string, Form>> = { last_ns: BIGINT, origin: STRING, ns: BIGINT_OR_NULL };

/** Why a module must not return this from the method of an operation, as a sentence; null where its type is right. O(reply). */
export function returnFault(op: TrackerOp, value: unknown): string | null {
  switch (op.op) {
    case 'record':
      return STRING(value, 'what record() returns');
    case 'take':
      return (op.counter === 'evicted_pid' ? NUMBER_OR_NULL : BIGINT)(value, `what take('${op.counter}') returns`);
    case 'get':
      return value === undefined ? null : FIELDS[op.field](value, `what get('${op.field}') returns for a pid that is tracked`);
    case 'len':
      return NUMBER(value, 'what len() returns');
    case 'drain':
      return STALLS(value, 'drain()');
    default:
      return null;
  }
}
