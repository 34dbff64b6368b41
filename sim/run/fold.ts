import { BEAT_ORIGINS, FRAME_REFUSALS, OUTCOMES, STATUSES, TRACKER_COUNTER_NAMES, UPDATES } from '../data/spec/names.ts';
import type { BeatOrigin, ObserverEvent, Status } from '../../src/index.ts';
import type { StepFacts } from '../oracle/facts.ts';
import { formatOp } from '../data/ops/op-format.ts';
import { formatReplyLine } from '../data/ops/reply-format.ts';
import type { Exchange, Op } from '../data/ops/op.ts';
import type { Digest } from './digest.ts';

/** First word of each folded operation: tells the kinds apart. */
const KIND = { datagram: 1, poll: 2, record: 3, drain: 4, other: 5 } as const;

// What is folded at every step; later ones only once they are not 0, so that a trace that was filed before keeps its digest.
const COUNTERS_FROM_THE_START = 8;
const OUTCOMES_FROM_THE_START = 12;

const PEER_NULL = 1 << 30;
const NS_NULL = 1 << 31;

/** Bits that tell null from every number. */
function nulls(peer: number | null, ns: bigint | null): number {
  return (peer === null ? PEER_NULL : 0) | (ns === null ? NS_NULL : 0);
}

function originNumber(origin: BeatOrigin): number {
  return placeOf(BEAT_ORIGINS, origin);
}

function statusNumber(status: Status): number {
  return placeOf(STATUSES, status);
}

/** Mostly it is the first, and a search is a call. */
function placeOf<T>(list: readonly T[], value: T): number {
  return value === list[0] ? 0 : list.indexOf(value);
}

/** Folds an operation with its time. The frequent kinds field by field, the others as the line they are in a trace. */
export function foldOp(digest: Digest, op: Op): void {
  switch (op.op) {
    case 'datagram':
      digest.pair(KIND.datagram | (op.listener << 8) | (originNumber(op.origin) << 16) | nulls(op.peer, op.ns), op.peer ?? 0);
      digest.u64(op.now);
      if (op.ns !== null) digest.u64(op.ns);
      digest.bytes(op.bytes);
      return;
    case 'poll':
      digest.u32(KIND.poll);
      digest.u64(op.now);
      return;
    case 'record':
      digest.pair(KIND.record | (originNumber(op.origin) << 16) | (statusNumber(op.status) << 20) | nulls(0, op.ns), op.pid);
      digest.u64(op.nonce);
      digest.u64(op.now);
      digest.u64(op.threshold);
      if (op.ns !== null) digest.u64(op.ns);
      return;
    case 'drain':
      digest.u32(KIND.drain);
      digest.u64(op.now);
      digest.u64(op.threshold);
      return;
    default:
      digest.u32(KIND.other);
      digest.text(formatOp(op));
  }
}

/** Folds a reply. */
export function foldReply(digest: Digest, exchange: Exchange): void {
  switch (exchange.kind) {
    case 'datagram':
      return;
    case 'poll':
      foldEvent(digest, exchange.reply);
      return;
    case 'record':
      digest.u32(UPDATES.indexOf(exchange.reply));
      return;
    default:
      digest.text(formatReplyLine(exchange));
  }
}

/** Folds what a poll surfaced. */
function foldEvent(digest: Digest, event: ObserverEvent | null): void {
  if (event === null) {
    digest.u32(0);
    return;
  }
  switch (event.kind) {
    case 'beat':
      digest.pair(
        1 |
          (statusNumber(event.status) << 8) |
          (originNumber(event.origin) << 16) |
          (event.restarted ? 1 << 24 : 0) |
          nulls(0, event.nsInode),
        event.pid,
      );
      digest.u64(event.nonce);
      digest.u64(event.timestamp);
      digest.u32(event.payload);
      if (event.nsInode !== null) digest.u64(event.nsInode);
      return;
    case 'stall':
      digest.u32(2 | (originNumber(event.origin) << 16));
      digest.u32(event.pid);
      digest.u64(event.lastNonce);
      digest.u64(event.lastBeatNs);
      digest.nullable(event.nsInode);
      return;
    case 'decode':
      digest.u32(3 | (FRAME_REFUSALS.indexOf(event.refusal) << 8) | (event.listener << 16));
      return;
    case 'auth-failure':
      digest.u32(4);
      digest.u32(event.pid);
      digest.u32(event.peerPid);
      return;
    case 'origin-conflict':
      digest.u32(5 | (originNumber(event.origin) << 8) | (originNumber(event.slotOrigin) << 16));
      digest.u32(event.pid);
      return;
    case 'namespace-conflict':
      digest.u32(6 | (event.refusedBy === 'slot' ? 1 << 8 : 0));
      digest.u32(event.pid);
      digest.nullable(event.nsInode);
      digest.nullable(event.expectedNsInode);
      return;
    case 'out-of-order':
      digest.u32(7 | (originNumber(event.origin) << 16));
      digest.u32(event.pid);
      digest.u64(event.nonce);
      digest.u64(event.lastNonce);
      digest.nullable(event.nsInode);
  }
}

/** Folds the state that a step left: the scalars, the outcomes, and the slot that it was about. */
export function foldState(digest: Digest, facts: StepFacts | null): void {
  if (facts === null) return;
  const { view, observer, acceptedSlot } = facts;
  digest.pair(view.length | (view.stallCount << 16), view.cursor | (view.indexSize << 16));
  if (observer !== null) digest.pair(observer.pendingStalls | (observer.nextListener << 16), observer.milliTokens);
  if (acceptedSlot >= 0) {
    digest.pair(acceptedSlot | (view.flags(acceptedSlot) << 16), view.pid(acceptedSlot));
    digest.pair(view.lastBeatLow(acceptedSlot), view.lastBeatHigh(acceptedSlot));
    digest.pair(view.lastNonceLow(acceptedSlot), view.lastNonceHigh(acceptedSlot));
  } else if (facts.beatCount > 0) {
    for (let at = 0; at < COUNTERS_FROM_THE_START; at += 2) digest.pair(view.counterLow(at), view.counterLow(at + 1));
    for (let at = COUNTERS_FROM_THE_START; at < TRACKER_COUNTER_NAMES.length; at++) foldLater(digest, at, view.counterLow(at));
  } else if (observer !== null && facts.readCount > 0) {
    for (let code = 0; code < OUTCOMES_FROM_THE_START; code += 2) {
      digest.pair(observer.outcomeTotalLow(code), observer.outcomeTotalLow(code + 1));
    }
    for (let code = OUTCOMES_FROM_THE_START; code < OUTCOMES.length; code++) foldLater(digest, code, observer.outcomeTotalLow(code));
  }
}

function foldLater(digest: Digest, at: number, count: number): void {
  if (count !== 0) digest.pair(at, count);
}
