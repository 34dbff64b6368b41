import { Fields, isObject } from '../../data/ops/fields.ts';
import { FRAME_MEMBERS } from '../../data/ops/frame-format.ts';
import { readMembers } from '../../data/ops/members.ts';
import type { TrackerOp } from '../../data/ops/op.ts';
import { BEAT_ORIGINS, FRAME_REFUSALS, UPDATES } from '../../data/spec/names.ts';
import { show } from '../../data/ops/refusal.ts';
import { STALL_MEMBERS } from '../../data/ops/reply-format.ts';

/** Why a parsed reply is none that the tracker protocol has for an operation, as a sentence; null if it is one. O(reply). */
export function replyFault(op: TrackerOp, reply: unknown): string | null {
  if (!isObject(reply)) return `a reply must be a JSON object, got ${show(reply)}`;
  // Written by answerAll() for a module, whose return values have faults of their own.
  if ('returned' in reply && typeof reply.returned === 'string') return reply.returned;
  const fields = new Fields(reply);
  readReply(op, fields);
  return fields.end(`the reply to ${op.op}`);
}

function readReply(op: TrackerOp, fields: Fields): void {
  switch (op.op) {
    case 'new':
      if (!fields.boolean('ok')) fields.fail('ok must be true, got false');
      return;
    case 'record':
      fields.oneOf('update', UPDATES);
      return;
    case 'drain':
      readStalls(fields);
      return;
    case 'take':
      if (op.counter === 'evicted_pid') fields.u32OrNull('value');
      else fields.u64('value');
      return;
    case 'get':
      if (!fields.boolean('tracked')) return;
      if (op.field === 'last_ns') fields.u64('value');
      else if (op.field === 'origin') fields.oneOf('value', BEAT_ORIGINS);
      else fields.u64OrNull('value');
      return;
    case 'len':
      fields.integer('value', 0, Number.MAX_SAFE_INTEGER);
      return;
    case 'decode':
      if (fields.has('refused')) fields.oneOf('refused', FRAME_REFUSALS);
      else fields.object('frame', 'frame', (inner) => readMembers(inner, FRAME_MEMBERS));
      return;
    case 'encode':
      fields.hex('bytes');
  }
}

function readStalls(fields: Fields): void {
  const stalls = fields.free('stalls');
  if (!Array.isArray(stalls)) return fields.fail(`stalls must be an array, got ${show(stalls)}`);
  for (const [at, stall] of stalls.entries()) {
    if (!isObject(stall)) return fields.fail(`stalls[${at}] must be an object, got ${show(stall)}`);
    const inner = new Fields(stall, `stalls[${at}].`);
    readMembers(inner, STALL_MEMBERS);
    const fault = inner.end('a stall');
    if (fault !== null) return fields.fail(fault);
  }
}
