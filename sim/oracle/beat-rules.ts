import { countOf } from '../data/count.ts';
import { NONCE_WRAP_THRESHOLD, U32_MAX, U64_MAX } from '../data/spec/limits.ts';
import type { BeatOrigin } from '../../src/index.ts';
import { showTime } from '../data/duration.ts';
import { showNonce } from '../data/ops/event-words.ts';
import { fromWords } from '../data/u64-words.ts';
import { wasMarked, type BeatFact, type Rule, type StepFacts } from './facts.ts';
import { afterSilence, inThresholds, timesOf } from './rule-words.ts';
import { atMost } from './shadow-table.ts';
import { NS_KNOWN, ORIGIN_BITS, STALLED, TERMINAL_SEEN } from './slot-reading.ts';

/*
 * Each rule is asked at its own moment alone, reads what was read once, and has its words made elsewhere: the engine inlines what is
 * short. (inTurn in rules.ts.)
 */

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
];

/** Those on a beat whose pid had its slot before. */
export const KNOWN_BEAT_RULES: readonly Rule[] = [
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
];

/** Those on a beat that took the slot of another pid. */
export const EVICTION_RULES: readonly Rule[] = [
  {
    name: 'eviction-lawful',
    sentence: 'an evicted pid was silent for more than 10 thresholds and, under strict, its stall had come out or waits to',
    check: evictionLawful,
  },
];

function pidResolves(facts: StepFacts): string | null {
  const { now, accepted, acceptedSlot, stored } = facts;
  return acceptedSlot >= 0 && acceptedSlot < now.length && stored.pid === accepted?.pid ? null : resolvesTo(facts);
}

function resolvesTo({ now, accepted, acceptedSlot, stored }: StepFacts): string {
  const head = `pid ${accepted?.pid} was accepted, and the index`;
  if (acceptedSlot < 0) return `${head} does not find it`;
  if (acceptedSlot >= now.length) return `${head} leads to slot ${acceptedSlot} of ${now.length}`;
  return `${head} leads to slot ${acceptedSlot}, which is that of pid ${stored.pid}`;
}

function clearsStall({ stored, accepted }: StepFacts): string | null {
  return (stored.flags & STALLED) === 0 ? null : `pid ${accepted?.pid} was accepted, and its slot is still flagged as stalled`;
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

function beatStored(facts: StepFacts): string | null {
  const { stored, accepted, nowHigh, nowLow } = facts;
  if (accepted === null) return null;
  const holdsNonce = isLastWord(facts)
    ? (stored.flags & TERMINAL_SEEN) !== 0
    : stored.nonceLow === accepted.nonceLow && stored.nonceHigh === accepted.nonceHigh;
  const isStored =
    holdsNonce &&
    stored.beatLow === nowLow &&
    stored.beatHigh === nowHigh &&
    stored.status === accepted.status &&
    stored.origin === accepted.origin &&
    // A last word may come from a namespace that nobody can read any more, and an unknown one forgets none.
    (stored.hasNamespace(accepted.ns) || (accepted.ns === null && (isLastWord(facts) || accepted.update === 'restarted')));
  return isStored ? null : storedOtherwise(facts, accepted, holdsNonce);
}

/** The first field that the slot of an accepted beat has otherwise. */
function storedOtherwise(facts: StepFacts, accepted: BeatFact, holdsNonce: boolean): string {
  const { view, acceptedSlot: slot, nowNs } = facts;
  const differs = (what: string, told: string, has: string): string =>
    `pid ${accepted.pid}: a beat with ${what} ${told} was accepted, and its slot has ${what} ${has}`;
  if (!holdsNonce) {
    if (isLastWord(facts)) return `pid ${accepted.pid}: its last word was accepted, and its slot does not know`;
    return differs('nonce', showNonce(accepted.nonce), showNonce(view.lastNonce(slot)));
  }
  if (view.lastBeatNs(slot) !== nowNs) return differs('time', showTime(nowNs), showTime(view.lastBeatNs(slot)));
  if (view.status(slot) !== accepted.status) return differs('status', accepted.status, view.status(slot));
  if (view.origin(slot) !== accepted.origin) return differs('origin', accepted.origin, view.origin(slot));
  return differs('namespace', String(accepted.ns ?? 'unknown'), String(view.nsInode(slot) ?? 'unknown'));
}

function insertedMeansNew({ accepted, wasKnown, acceptedSlot }: StepFacts): string | null {
  const isRefresh = accepted?.update !== 'inserted';
  if (isRefresh === wasKnown) return null;
  return isRefresh
    ? `pid ${accepted?.pid} was refreshed but had no slot`
    : `pid ${accepted?.pid} was inserted but had slot ${acceptedSlot}`;
}

function nonceAdvances(facts: StepFacts): string | null {
  const { accepted, shadow, acceptedSlot } = facts;
  if (accepted === null || isLastWord(facts)) return null;
  if (accepted.update === 'restarted') return unlawfulRestart(facts, accepted);
  if (!atMost(accepted.nonceHigh, accepted.nonceLow, shadow.nonceHigh[acceptedSlot], shadow.nonceLow[acceptedSlot])) return null;
  return startsOver(accepted, shadow.lastNonce(acceptedSlot));
}

/** Why a nonce that is not above the last one was not allowed; null if it starts over. */
function startsOver(accepted: BeatFact, last: bigint): string | null {
  if (last >= U64_MAX - NONCE_WRAP_THRESHOLD && accepted.nonce < NONCE_WRAP_THRESHOLD) return null;
  return `pid ${accepted.pid}: nonce ${showNonce(accepted.nonce)} was accepted after ${showNonce(last)}`;
}

function originPinned(facts: StepFacts): string | null {
  const { stored, shadow, acceptedSlot } = facts;
  return ((shadow.flags[acceptedSlot] ^ stored.flags) & ORIGIN_BITS) === 0 ? null : changedOrigin(facts);
}

/** Why another origin was not allowed; null if it was. */
function changedOrigin({ settings, stored, shadow, acceptedSlot, accepted }: StepFacts): string | null {
  if (settings.origin_takeover === true && isStronger(stored.origin, shadow.origin(acceptedSlot))) return null;
  return `pid ${accepted?.pid} changed its origin from ${shadow.origin(acceptedSlot)} to ${stored.origin}`;
}

function namespacePinned(facts: StepFacts): string | null {
  const { stored, shadow, acceptedSlot } = facts;
  const was = shadow.flags[acceptedSlot];
  // A stronger origin that took the pid over brings its own.
  if ((was & NS_KNOWN) === 0 || ((was ^ stored.flags) & ORIGIN_BITS) !== 0) return null;
  const isSame =
    (stored.flags & NS_KNOWN) !== 0 && stored.nsLow === shadow.nsLow[acceptedSlot] && stored.nsHigh === shadow.nsHigh[acceptedSlot];
  return isSame ? null : changedNamespace(facts);
}

function changedNamespace({ view, shadow, acceptedSlot, accepted }: StepFacts): string {
  const last = fromWords(shadow.nsHigh[acceptedSlot], shadow.nsLow[acceptedSlot]);
  return `pid ${accepted?.pid} changed its namespace from ${last} to ${view.nsInode(acceptedSlot) ?? 'unknown'}`;
}

function lastBeatForward(facts: StepFacts): string | null {
  const { stored, shadow, acceptedSlot, observer } = facts;
  return observer === null || atMost(shadow.beatHigh[acceptedSlot], shadow.beatLow[acceptedSlot], stored.beatHigh, stored.beatLow)
    ? null
    : movedBack(facts);
}

function movedBack({ view, shadow, acceptedSlot, accepted }: StepFacts): string {
  const [from, to] = [shadow.lastBeatNs(acceptedSlot), view.lastBeatNs(acceptedSlot)];
  return `the last beat of pid ${accepted?.pid} moved back from ${showTime(from)} to ${showTime(to)}`;
}

function evictionLawful(facts: StepFacts): string | null {
  const { shadow, acceptedSlot, victimPid, evictionLimit, isStrict, capacity } = facts;
  if (shadow.length < capacity) return `pid ${victimPid} was evicted with only ${shadow.length} of ${countOf(capacity, 'slot')} in use`;
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
