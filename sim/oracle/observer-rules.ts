import { countOf } from '../data/count.ts';
import { READS_PER_STALL, U64_MAX } from '../data/spec/limits.ts';
import { FRAME_REFUSALS, OUTCOMES } from '../data/spec/names.ts';
import type { ObserverEvent, StallEvent } from '../../src/index.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { showTime } from '../data/duration.ts';
import { eventWords } from '../data/ops/event-words.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { isStall, type Rule, type StepFacts } from './facts.ts';
import { decodeModelFrame } from './model/index.ts';

/** Rules on every poll of an observer. */
export const POLL_RULES: readonly Rule[] = [
  {
    name: 'clock-clamped',
    sentence: 'the observer’s time is the sum of the sound steps of its clock: it never falls, and no single reading carries it off',
    check: clockClamped,
  },
  {
    name: 'drain-on-schedule',
    sentence:
      'after a poll that found no stall pending and none to surface, the last drain is less than a drain interval ago, or one is due for less than the catch-up time',
    check: drainOnSchedule,
  },
  {
    name: 'one-event-a-poll',
    sentence:
      'a poll surfaces the event of the last datagram that it reads, or a stall, and reads nothing beyond an event nor more than 64',
    check: oneEventAPoll,
  },
  { name: 'tokens-bounded', sentence: 'the global limiter holds from zero to its burst', check: tokensBounded },
];

/** Rules on a poll that surfaces nothing. */
export const EMPTY_POLL_RULES: readonly Rule[] = [
  {
    name: 'poll-asks-everyone',
    sentence: 'a poll that surfaces nothing and reads fewer than 64 datagrams has asked every listener, and found it empty',
    check: pollAsksEveryone,
  },
];

/** Rules on a poll that surfaces a stall. */
export const REPORT_RULES: readonly Rule[] = [
  {
    name: 'read-before-report',
    sentence:
      'nobody is reported whose good beat waits in a listener, unless 8 datagrams were read since the stall before, or the time to catch up was over',
    check: readBeforeReport,
  },
];

/** Rules on a poll after which stalls wait. */
export const BACKLOG_RULES: readonly Rule[] = [
  {
    name: 'stalls-take-turns',
    sentence: 'while stalls wait, no more than 8 datagrams are read from one to the next',
    check: stallsTakeTurns,
  },
];

/** Rules on the counts of an observer: nothing is lost between the listeners and the outcomes. */
export const CONSERVATION_RULES: readonly Rule[] = [
  {
    name: 'read-equals-outcomes',
    sentence: 'every datagram read has one outcome: datagrams read = sum of outcomes',
    check: readEqualsOutcomes,
  },
  {
    name: 'refused-equals-refusals',
    sentence: 'every refused datagram has one reason: refused = sum of refusals',
    check: refusedEqualsRefusals,
  },
];

export const DECODE_REFUSED = OUTCOMES.indexOf('decode-refused');

function clockClamped({ observer, nowNs }: StepFacts): string | null {
  return observer === null || observer.nowNs === nowNs ? null : otherTime(observer, nowNs);
}

function otherTime(observer: ObserverView, nowNs: bigint): string {
  return `the observer’s time is ${showTime(observer.nowNs)}, by the readings of its clock it is ${showTime(nowNs)}`;
}

function tokensBounded({ observer, options }: StepFacts): string | null {
  if (observer === null || options === null) return null;
  const most = options.global_burst * 1000;
  return observer.milliTokens >= 0 && observer.milliTokens <= most ? null : holds(observer, most);
}

function holds(observer: ObserverView, most: number): string {
  return `the global limiter holds ${countOf(observer.milliTokens, 'thousandth')} of a frame, its burst is ${most}`;
}

function drainOnSchedule({ observer, options, event, nowNs, wasDue, dueSinceBefore, drained }: StepFacts): string | null {
  // A poll that surfaces the last pending stall does not drain as well: the next one will.
  if (observer === null || options === null || observer.pendingStalls > 0 || isStall(event)) return null;
  const { drain_interval: drainIntervalNs, catch_up: catchUpNs } = options;
  const { lastDrainNs, isDrainDue, dueSinceNs } = observer;
  if (BigInt.asUintN(64, nowNs - lastDrainNs) < drainIntervalNs) return null;
  if (!isDrainDue)
    return `stalls were last drained ${showTime(BigInt.asUintN(64, nowNs - lastDrainNs))} ago, the interval is ${showTime(drainIntervalNs)}, and no drain is due`;
  if (wasDue && !drained && dueSinceNs !== dueSinceBefore)
    return `a drain is due since ${showTime(dueSinceBefore)}, and the observer now says since ${showTime(dueSinceNs)}: its time to catch up begins again`;
  if (!wasDue && dueSinceNs !== nowNs) return `a drain fell due at ${showTime(nowNs)}, the observer says at ${showTime(dueSinceNs)}`;
  return BigInt.asUintN(64, nowNs - dueSinceNs) < catchUpNs || (catchUpNs === 0n && dueSinceNs === nowNs && drained)
    ? null
    : `stalls were not drained: that is due since ${showTime(dueSinceNs)}, now is ${showTime(nowNs)}, and the time to catch up is ${showTime(catchUpNs)}`;
}

/** Datagrams that one poll may read. */
export const READS_PER_POLL = 64;

function stallsTakeTurns({ observer, event, readsBefore, drained }: StepFacts): string | null {
  if (isStall(event) || drained || readsBefore <= READS_PER_STALL) return null;
  return `${readsBefore} datagrams were read one after another with ${countOf((observer as ObserverView).pendingStalls, 'stall')} waiting to be reported, ${READS_PER_STALL} are allowed`;
}

/** The listener in which a beat waits that the tracker would take for one of the pid's; −1 if there is none. */
function waitingIn({ view, listeners }: StepFacts, pid: number, slot: number): number {
  return listeners.findIndex((listener) => listener.queue().some((datagram) => isGoodBeat(view, slot, pid, datagram)));
}

function isGoodBeat(view: TrackerView, slot: number, pid: number, { bytes, origin, peer, ns }: DatagramOp): boolean {
  const frame = decodeModelFrame(bytes);
  if (typeof frame === 'string' || frame.pid !== pid || frame.nonce === U64_MAX || frame.nonce <= view.lastNonce(slot)) return false;
  const pinned = view.nsInode(slot);
  return origin === view.origin(slot) && (peer === null || peer === pid) && (pinned === null || pinned === ns);
}

function readBeforeReport(facts: StepFacts): string | null {
  const { event, view, readsBefore, readCount, wasCutShort } = facts;
  // What this poll read, it read before the stall came out.
  if (readsBefore + readCount >= READS_PER_STALL || wasCutShort) return null;
  const { pid } = event as StallEvent;
  const slot = view.resolve(pid);
  const listener = slot < 0 ? -1 : waitingIn(facts, pid, slot);
  return listener < 0 ? null : `pid ${pid} is reported as stalled while a good beat of it waits in listener ${listener}`;
}

const EVENT_OF_OUTCOME: readonly (ObserverEvent['kind'] | null)[] = OUTCOMES.map((outcome) => {
  switch (outcome) {
    case 'decode-refused':
      return 'decode';
    case 'auth-failure':
      return 'auth-failure';
    case 'namespace-mismatch':
    case 'namespace-conflict':
      return 'namespace-conflict';
    case 'origin-conflict':
      return 'origin-conflict';
    case 'inserted':
    case 'refreshed':
    case 'restarted':
      return 'beat';
    default:
      return null;
  }
});

function oneEventAPoll({ observer, event, reads, readCount }: StepFacts): string | null {
  if (observer === null) return null;
  if (observer.reads !== readCount)
    return `${countOf(readCount, 'datagram')} left the listeners, the observer says that it read ${observer.reads}`;
  if (readCount > READS_PER_POLL) return `one poll read ${readCount} datagrams, ${READS_PER_POLL} are allowed`;
  for (let at = 0; at < readCount; at++) {
    if (observer.readListener(at) !== reads[at].listener) return `datagram ${at} was read from another listener than the observer says`;
    const kind = EVENT_OF_OUTCOME[observer.readOutcomeCode(at)];
    if (at < readCount - 1 && kind !== null)
      return `datagram ${at} came out as ${outcomeOf(observer, at)}, whose event must end the poll, and more were read`;
    if (at === readCount - 1 && kind !== (isOfDatagram(event) ? event.kind : null))
      return `the last datagram came out as ${outcomeOf(observer, at)}, and the poll surfaces ${eventWords(event)}`;
  }
  return readCount === 0 && isOfDatagram(event) ? `no datagram was read, and the poll surfaces ${eventWords(event)}` : null;
}

function outcomeOf(observer: ObserverView, at: number): string {
  return OUTCOMES[observer.readOutcomeCode(at)] ?? 'nothing known';
}

function pollAsksEveryone({ readCount, listeners }: StepFacts): string | null {
  if (readCount >= READS_PER_POLL) return null;
  for (let listener = 0; listener < listeners.length; listener++) {
    const { waiting } = listeners[listener];
    if (waiting > 0) return unasked(readCount, waiting, listener);
  }
  return null;
}

function unasked(reads: number, waiting: number, listener: number): string {
  return `${countOf(reads, 'datagram was', 'datagrams were')} read, nothing was surfaced, and ${countOf(waiting, 'waits', 'wait')} in listener ${listener}`;
}

/** Whether an event is that of a datagram whose outcome alone says so: a beat out of order makes one only once in a silence. */
function isOfDatagram(event: ObserverEvent | null): event is ObserverEvent {
  return event !== null && event.kind !== 'stall' && event.kind !== 'out-of-order';
}

export function refusalSum(observer: ObserverView): number {
  let total = 0;
  for (let at = 0; at < FRAME_REFUSALS.length; at++) total += observer.refusalTotalLow(at);
  return total;
}

function readEqualsOutcomes({ now, listeners }: StepFacts): string | null {
  let read = 0;
  for (let listener = 0; listener < listeners.length; listener++) read += listeners[listener].readTotal;
  const counted = now.outcomeSum;
  return read === counted ? null : `${countOf(read, 'datagram')} left the listeners, and ${countOf(counted, 'has', 'have')} an outcome`;
}

function refusedEqualsRefusals({ observer }: StepFacts): string | null {
  if (observer === null) return null;
  const refused = observer.outcomeTotalLow(DECODE_REFUSED);
  const counted = refusalSum(observer);
  return refused === counted
    ? null
    : `${countOf(refused, 'datagram was', 'datagrams were')} refused, and ${countOf(counted, 'has', 'have')} a reason`;
}
