import { FRAME_REFUSALS, OUTCOMES, type ObserverEvent, type ObserverView } from '../../src/index.ts';
import type { Rule, StepFacts } from './facts.ts';

/** Rules on every poll of an observer. */
export const POLL_RULES: readonly Rule[] = [
  { name: 'clock-clamped', sentence: 'the observer goes by the largest clock reading so far', check: clockClamped },
  {
    name: 'drain-on-schedule',
    sentence: 'after a poll that found no stall pending and none to surface, the last drain is less than a drain interval ago',
    check: drainOnSchedule,
  },
  {
    name: 'one-event-a-poll',
    sentence: 'a poll surfaces the event of the datagram that makes one, or a stall, and reads nothing beyond it',
    check: oneEventAPoll,
  },
  { name: 'tokens-bounded', sentence: 'the global limiter holds from zero to its burst', check: tokensBounded },
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

const DECODE_REFUSED = OUTCOMES.indexOf('decode-refused');

function clockClamped({ observer, nowNs }: StepFacts): string | null {
  return observer === null || observer.nowNs === nowNs ? null : `the time is ${observer.nowNs}, the largest reading ${nowNs}`;
}

function tokensBounded({ observer }: StepFacts): string | null {
  if (observer === null) return null;
  const most = observer.observer.limits.globalBurst * 1000;
  return observer.milliTokens >= 0 && observer.milliTokens <= most ? null : `it holds ${observer.milliTokens} milli-tokens of ${most}`;
}

function drainOnSchedule({ observer, event, nowNs }: StepFacts): string | null {
  // A poll that surfaces the last pending stall does not drain as well: the next one will.
  if (observer === null || observer.pendingStalls > 0 || event?.kind === 'stall') return null;
  const { drainIntervalNs } = observer.observer.limits;
  return BigInt.asUintN(64, nowNs - observer.lastDrainNs) < drainIntervalNs
    ? null
    : `the last drain was at ${observer.lastDrainNs}, now is ${nowNs}, the interval ${drainIntervalNs}`;
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
      return 'beat';
    default:
      return null;
  }
});

function oneEventAPoll({ observer, listeners, event, readCount }: StepFacts): string | null {
  if (observer === null) return null;
  if (event !== null && event.kind === 'stall') return readCount === 0 ? null : `a stall came out and ${readCount} datagrams were read`;
  let due: ObserverEvent['kind'] | null = null;
  for (let listener = 0; listener < listeners.length; listener++) {
    const code = observer.lastOutcomeCode(listener);
    if (code >= 0 !== (listeners[listener].lastRead !== null)) return `listener ${listener} was read without an outcome`;
    const kind = code < 0 ? null : EVENT_OF_OUTCOME[code];
    if (kind !== null && due !== null) return `two datagrams of one poll made events: ${due} and ${kind}`;
    due = due ?? kind;
  }
  const got = event === null ? null : event.kind;
  return got === due ? null : `a datagram made a ${due} event, the poll surfaced ${got}`;
}

function outcomeSum(observer: ObserverView): number {
  let total = 0;
  for (let code = 0; code < OUTCOMES.length; code++) total += observer.outcomeTotalLow(code);
  return total;
}

function refusalSum(observer: ObserverView): number {
  let total = 0;
  for (let at = 0; at < FRAME_REFUSALS.length; at++) total += observer.refusalTotalLow(at);
  return total;
}

function readEqualsOutcomes({ observer, listeners }: StepFacts): string | null {
  if (observer === null) return null;
  let read = 0;
  for (let listener = 0; listener < listeners.length; listener++) read += listeners[listener].readTotal;
  const counted = outcomeSum(observer);
  return read === counted ? null : `${read} datagrams were read, ${counted} have an outcome`;
}

function refusedEqualsRefusals({ observer }: StepFacts): string | null {
  if (observer === null) return null;
  const refused = observer.outcomeTotalLow(DECODE_REFUSED);
  const counted = refusalSum(observer);
  return refused === counted ? null : `${refused} datagrams were refused, ${counted} have a reason`;
}
