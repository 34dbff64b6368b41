import { NONCE_WRAP_THRESHOLD, U32_MAX, U64_MAX } from '../data/spec/limits.ts';
import type { BeatOrigin } from '../../src/index.ts';
import { showTime } from '../data/duration.ts';
import { showNonce } from '../data/ops/event-words.ts';
import { fromWords } from '../data/u64-words.ts';
import { wasMarked, type BeatFact, type Rule, type StepFacts } from './facts.ts';
import { afterSilence, count, inThresholds, timesOf } from './rule-words.ts';
import { atMost, NS_KNOWN, ORIGIN_BITS } from './shadow-table.ts';

/** Rules on a step in which the tracker accepted a beat. */
export const BEAT_RULES: readonly Rule[] = [
  {
    name: 'accepted-pid-resolves',
    sentence: 'after an accepted beat the index leads from its pid to a live slot of that pid',
    check: pidResolves,
  },
  {
    name: 'accepted-beat-stored',
    sentence: 'an accepted beat is in its slot, whole, with the time at which it was taken',
    check: beatStored,
  },
  { name: 'accepted-clears-stall', sentence: 'an accepted beat ends the silence: its slot is not stalled', check: clearsStall },
  {
    name: 'inserted-means-new',
    sentence: 'a beat is inserted if its pid had no slot, and refreshes or restarts it if it had one',
    check: insertedMeansNew,
  },
  {
    name: 'nonce-advances',
    sentence: 'an accepted nonce is above the last one, starts over from within 2^20 of the top, or begins a life that the options allow',
    check: nonceAdvances,
  },
  {
    name: 'origin-pinned',
    sentence: 'the origin of a pid never changes while it is tracked, but to a stronger one where the options allow that',
    check: originPinned,
  },
  { name: 'namespace-pinned', sentence: 'the namespace of a pid changes only from unknown to known', check: namespacePinned },
  { name: 'last-beat-forward', sentence: 'behind an observer the last beat of a pid never moves backwards', check: lastBeatForward },
  {
    name: 'eviction-lawful',
    sentence: 'an evicted pid was silent for more than 10 thresholds and, under strict, its stall had come out or waits to',
    check: evictionLawful,
  },
];

function pidResolves({ view, accepted, acceptedSlot }: StepFacts): string | null {
  if (acceptedSlot < 0) return `pid ${accepted?.pid} was accepted, and the index does not find it`;
  if (acceptedSlot >= view.length)
    return `pid ${accepted?.pid} was accepted, and the index leads to slot ${acceptedSlot} of ${view.length}`;
  return view.pid(acceptedSlot) === accepted?.pid
    ? null
    : `pid ${accepted?.pid} was accepted, and the index leads to slot ${acceptedSlot}, which is that of pid ${view.pid(acceptedSlot)}`;
}

function clearsStall({ view, acceptedSlot, accepted }: StepFacts): string | null {
  return view.stallEmitted(acceptedSlot) ? `pid ${accepted?.pid} was accepted, and its slot is still flagged as stalled` : null;
}

/** From the strongest to the weakest. */
const STRENGTH: readonly BeatOrigin[] = ['kernel-attested', 'operator-attested', 'socket-mode-only', 'network-unverified'];

function isStronger(a: BeatOrigin, b: BeatOrigin): boolean {
  return STRENGTH.indexOf(a) < STRENGTH.indexOf(b);
}

/** Whether the accepted beat is a terminal frame whose nonce stands apart from regular ones. */
export function isLastWord({ settings, accepted }: StepFacts): boolean {
  return settings.last_words === true && accepted?.nonceHigh === U32_MAX && accepted.nonceLow === U32_MAX;
}

/** Why a life that began in a slot was not allowed to; null if it was. */
function unlawfulRestart(facts: StepFacts, { pid, origin, generation }: BeatFact): string | null {
  const { settings, shadow, view, acceptedSlot } = facts;
  const { restart_after_stall: restarts, origin_takeover: takesOver, pin_generation: pins } = settings;
  if (takesOver === true && isStronger(origin, shadow.origin(acceptedSlot))) return null;
  if (pins === true && generation !== null && view.generation(acceptedSlot) === generation) return null;
  const isAttested = origin === 'kernel-attested' || origin === 'operator-attested';
  if (wasMarked(facts, acceptedSlot) && (restarts === 'always' || (restarts === 'attested' && isAttested))) return null;
  const option = `restart_after_stall is ${restarts ?? 'never'}`;
  const why = wasMarked(facts, acceptedSlot) ? `${option}, its origin ${origin}` : `it had not been silent for the threshold, ${option}`;
  return `pid ${pid} began a new life although nothing allows it: ${why}, no newer generation, no stronger origin`;
}

export function wasKnown({ shadow, acceptedSlot, accepted }: StepFacts): boolean {
  return acceptedSlot < shadow.length && shadow.pids[acceptedSlot] === accepted?.pid;
}

function beatStored(facts: StepFacts): string | null {
  const { view, accepted, acceptedSlot, nowNs, nowHigh, nowLow } = facts;
  if (accepted === null) return null;
  if (isLastWord(facts)) {
    if (!view.terminalSeen(acceptedSlot)) return `pid ${accepted.pid}: its last word was accepted, and its slot does not know`;
  } else if (view.lastNonceLow(acceptedSlot) !== accepted.nonceLow || view.lastNonceHigh(acceptedSlot) !== accepted.nonceHigh) {
    return stored(accepted, 'nonce', showNonce(accepted.nonce), showNonce(view.lastNonce(acceptedSlot)));
  }
  if (view.lastBeatLow(acceptedSlot) !== nowLow || view.lastBeatHigh(acceptedSlot) !== nowHigh)
    return stored(accepted, 'time', showTime(nowNs), showTime(view.lastBeatNs(acceptedSlot)));
  if (view.status(acceptedSlot) !== accepted.status) return stored(accepted, 'status', accepted.status, view.status(acceptedSlot));
  if (view.origin(acceptedSlot) !== accepted.origin) return stored(accepted, 'origin', accepted.origin, view.origin(acceptedSlot));
  const ns = view.nsInode(acceptedSlot);
  // A last word may come from a namespace that nobody can read any more, and an unknown one forgets none.
  return ns === accepted.ns || (accepted.ns === null && (isLastWord(facts) || accepted.update === 'restarted'))
    ? null
    : stored(accepted, 'namespace', String(accepted.ns ?? 'unknown'), String(ns ?? 'unknown'));
}

function stored({ pid }: BeatFact, what: string, accepted: string, has: string): string {
  return `pid ${pid}: a beat with ${what} ${accepted} was accepted, and its slot has ${what} ${has}`;
}

function insertedMeansNew(facts: StepFacts): string | null {
  const isRefresh = facts.accepted?.update !== 'inserted';
  if (isRefresh === wasKnown(facts)) return null;
  return isRefresh
    ? `pid ${facts.accepted?.pid} was refreshed but had no slot`
    : `pid ${facts.accepted?.pid} was inserted but had slot ${facts.acceptedSlot}`;
}

function nonceAdvances(facts: StepFacts): string | null {
  const { accepted, shadow, acceptedSlot } = facts;
  if (accepted === null || !wasKnown(facts) || isLastWord(facts)) return null;
  if (accepted.update === 'restarted') return unlawfulRestart(facts, accepted);
  if (!atMost(accepted.nonceHigh, accepted.nonceLow, shadow.nonceHigh[acceptedSlot], shadow.nonceLow[acceptedSlot])) return null;
  const last = fromWords(shadow.nonceHigh[acceptedSlot], shadow.nonceLow[acceptedSlot]);
  if (last >= U64_MAX - NONCE_WRAP_THRESHOLD && accepted.nonce < NONCE_WRAP_THRESHOLD) return null;
  return `pid ${accepted.pid}: nonce ${showNonce(accepted.nonce)} was accepted after ${showNonce(last)}`;
}

function originPinned(facts: StepFacts): string | null {
  const { view, shadow, acceptedSlot, accepted } = facts;
  if (!wasKnown(facts) || ((shadow.flags[acceptedSlot] ^ view.flags(acceptedSlot)) & ORIGIN_BITS) === 0) return null;
  if (facts.settings.origin_takeover === true && isStronger(view.origin(acceptedSlot), shadow.origin(acceptedSlot))) return null;
  return `pid ${accepted?.pid} changed its origin from ${shadow.origin(acceptedSlot)} to ${view.origin(acceptedSlot)}`;
}

function namespacePinned(facts: StepFacts): string | null {
  const { view, shadow, acceptedSlot, accepted } = facts;
  if (!wasKnown(facts) || (shadow.flags[acceptedSlot] & NS_KNOWN) === 0) return null;
  if (shadow.origin(acceptedSlot) !== view.origin(acceptedSlot)) return null;
  const isSame =
    (view.flags(acceptedSlot) & NS_KNOWN) !== 0 &&
    view.nsInodeLow(acceptedSlot) === shadow.nsLow[acceptedSlot] &&
    view.nsInodeHigh(acceptedSlot) === shadow.nsHigh[acceptedSlot];
  if (isSame) return null;
  const last = fromWords(shadow.nsHigh[acceptedSlot], shadow.nsLow[acceptedSlot]);
  return `pid ${accepted?.pid} changed its namespace from ${last} to ${view.nsInode(acceptedSlot) ?? 'unknown'}`;
}

function lastBeatForward(facts: StepFacts): string | null {
  const { view, shadow, acceptedSlot, accepted, observer } = facts;
  if (observer === null || !wasKnown(facts)) return null;
  const isForward = atMost(
    shadow.beatHigh[acceptedSlot],
    shadow.beatLow[acceptedSlot],
    view.lastBeatHigh(acceptedSlot),
    view.lastBeatLow(acceptedSlot),
  );
  if (isForward) return null;
  const [from, to] = [shadow.lastBeatNs(acceptedSlot), view.lastBeatNs(acceptedSlot)];
  return `the last beat of pid ${accepted?.pid} moved back from ${showTime(from)} to ${showTime(to)}`;
}

function evictionLawful(facts: StepFacts): string | null {
  const { shadow, acceptedSlot, victimPid, evictionLimit, isStrict, capacity } = facts;
  if (victimPid < 0) return null;
  if (shadow.length < capacity)
    return `pid ${victimPid} was evicted although only ${shadow.length} of ${count(capacity, 'slot')} were in use`;
  if (
    !evictionLimit.possible ||
    !atMost(shadow.beatHigh[acceptedSlot], shadow.beatLow[acceptedSlot], evictionLimit.high, evictionLimit.low)
  ) {
    return evictedTooEarly(facts);
  }
  // Behind an observer the stall may still wait for its turn: then it comes out all the same.
  const isOut = wasMarked(facts, acceptedSlot) && (shadow.surfaced[acceptedSlot] === 1 || facts.observer !== null);
  return !isStrict || isOut ? null : `pid ${victimPid} was evicted before it was reported as stalled, which the strict policy forbids`;
}

function evictedTooEarly({ shadow, acceptedSlot, victimPid, thresholdNs, nowNs }: StepFacts): string {
  const last = shadow.lastBeatNs(acceptedSlot);
  const head = `pid ${victimPid} was evicted`;
  if (nowNs < last || thresholdNs === 0n || (nowNs - last) * 1_000_000_000n < thresholdNs)
    return `${head} ${afterSilence(last, nowNs)}, more than 10 thresholds are needed ${timesOf(last, nowNs, thresholdNs)}`;
  return `${head} after ${inThresholds(nowNs - last, thresholdNs)} thresholds of silence, more than 10 are needed ${timesOf(last, nowNs, thresholdNs)}`;
}
