import type { ObserverEvent } from '../../src/index.ts';
import { FRAME_MEMBERS } from '../data/ops/frame-format.ts';
import type { Exchange } from '../data/ops/op.ts';
import { EVENT_NAMES, sameJson, STALL_MEMBERS } from '../data/ops/reply-format.ts';

/** Whether two replies to the same operation are the same, but for events and metrics, which are compared apart. O(reply). */
export function repliesAgree(a: Exchange, b: Exchange): boolean {
  switch (a.kind) {
    case 'drain':
      return b.kind === 'drain' && a.reply.length === b.reply.length && a.reply.every((stall, at) => stallsAgree(stall, b.reply[at]));
    case 'decode':
      return b.kind === 'decode' && decodedAgree(a.reply, b.reply);
    case 'encode':
      return b.kind === 'encode' && a.reply.length === b.reply.length && a.reply.every((byte, at) => byte === b.reply[at]);
    case 'socket':
      return b.kind === 'socket' && sameJson(a.reply, b.reply);
    default:
      return a.reply === b.reply;
  }
}

function decodedAgree(a: Exchange<'decode'>['reply'], b: Exchange<'decode'>['reply']): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : framesAgree(a, b);
}

/** Whether two events are the same, member by member. Most are beats or stalls, which are inlined: 10 ns in place of 20. O(1). */
export function eventsAgree(a: ObserverEvent, b: ObserverEvent): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'beat') return beatsAgree(a, b);
  return a.kind === 'stall' ? stallEventsAgree(a, b) : EVENTS_AGREE[a.kind](a, b);
}

type Agree = (a: object, b: object) => boolean;

/** Compares two objects in these members. The text of a function with a comparison for each: a loop over the names takes five times as long. */
function inMembers(members: object): Agree {
  const text = Object.keys(members).map((name) => `a.${name} === b.${name}`);
  // The text holds no data: names of members alone.
  // oxlint-disable-next-line typescript/no-implied-eval -- a comparison for each member cannot be had otherwise
  return new Function('a', 'b', `return ${text.join(' && ')};`) as Agree;
}

const framesAgree = inMembers(FRAME_MEMBERS);
const stallsAgree = inMembers(STALL_MEMBERS);
const EVENTS_AGREE = Object.fromEntries(Object.entries(EVENT_NAMES).map(([kind, names]) => [kind, inMembers(names)])) as Readonly<
  Record<ObserverEvent['kind'], Agree>
>;
const { beat: beatsAgree, stall: stallEventsAgree } = EVENTS_AGREE;
