import type { StepFacts } from './facts.ts';
import { isLastWord } from './beat-rules.ts';
import { READS_PER_STALL } from '../data/spec/limits.ts';
import { DECODE_REFUSED, READS_PER_POLL, refusalSum } from './observer-rules.ts';
import { hasTombstone } from './scan-rules.ts';
import { wasMarked } from './facts.ts';
import { NS_KNOWN } from './slot-reading.ts';

type Premise = (facts: StepFacts) => boolean;

const wasCounted: Premise = ({ accesses }) => accesses !== null;

const isJudgedDrain: Premise = ({ drained, isQuietDrain }) => drained && !isQuietDrain;

/**
 * By rule: whether it has something to say of a step at which it is asked. Where that is not so nothing can break it there, and
 * that it holds says nothing. A rule that is not named speaks of every step at which it is asked. Whatever breaks a rule has its
 * premise: a test holds that for planted bugs.
 */
export const PREMISES: Readonly<Record<string, Premise>> = {
  'scan-within-window': ({ view }) => view.stalledPassSlots + view.anyPassSlots > 0,
  'cursor-moves-by-reads': ({ beatCount }) => beatCount <= 1,
  'probes-bounded': ({ view }) => view.probes > 0,
  'removal-bounded': ({ view }) => view.removalReads > 0,
  'accepted-clears-stall': (facts) => wasMarked(facts, facts.acceptedSlot) || facts.view.stallEmitted(facts.acceptedSlot),
  'nonce-advances': (facts) => !isLastWord(facts),
  'namespace-pinned': hadNamespace,
  'last-beat-forward': ({ observer }) => observer !== null,
  'refusal-changes-nothing': isRefusalVisible,
  'refusal-has-reason': isReasonDue,
  'full-table-admits': isFullAndRefused,
  'stall-never-early': isJudgedDrain,
  'drain-leaves-none': (facts) => isJudgedDrain(facts) && facts.stallLimit.possible,
  'stall-kept-until-beat': isJudgedDrain,
  'drain-reply-complete': ({ drainReply, isQuietDrain }) => drainReply !== null && !isQuietDrain,
  'one-stall-per-silence': ({ event }) => event?.kind === 'stall',
  'slots-resolve': ({ view }) => view.length > 0,
  'tombstones-needed': hasTombstone,
  'untouched-slots-unchanged': ({ shadow }) => shadow.length > 0,
  'index-reads-bounded': wasCounted,
  'column-reads-bounded': wasCounted,
  'clock-clamped': ({ observer }) => observer !== null,
  'drain-on-schedule': isDrainAgo,
  'stalls-take-turns': ({ event, drained }) => event?.kind !== 'stall' && !drained,
  'read-before-report': ({ readsBefore, readCount, wasCutShort }) => readsBefore + readCount < READS_PER_STALL && !wasCutShort,
  'one-event-a-poll': ({ observer }) => observer !== null,
  'poll-asks-everyone': ({ readCount }) => readCount < READS_PER_POLL,
  'tokens-bounded': ({ observer }) => observer !== null,
  'read-equals-outcomes': ({ observer }) => observer !== null,
  'refused-equals-refusals': ({ observer }) =>
    observer !== null && (observer.outcomeTotalLow(DECODE_REFUSED) > 0 || refusalSum(observer) > 0),
  'live-agent-tracked': ({ settled }) => settled !== null && settled.live.length > 0,
  'live-agent-not-stalled': ({ settled, view }) => settled !== null && settled.live.some((pid) => view.resolve(pid) >= 0),
  'silent-agent-surfaced': ({ settled, view }) => settled !== null && settled.silent.some((pid) => view.resolve(pid) >= 0),
};

function hadNamespace({ shadow, view, acceptedSlot }: StepFacts): boolean {
  return (shadow.flags[acceptedSlot] & NS_KNOWN) !== 0 && shadow.origin(acceptedSlot) === view.origin(acceptedSlot);
}

/** Whether a refused beat is one whose pid has a slot, or the step is about refused beats alone. */
function isRefusalVisible({ view, beats, beatCount, accepted, drained }: StepFacts): boolean {
  if (accepted === null && !drained) return true;
  for (let at = 0; at < beatCount; at++) if (!beats[at].isAccepted && view.resolve(beats[at].pid) >= 0) return true;
  return false;
}

/** Of a step that went on to accept a beat the ledger shows no other reason than a full table. */
function isReasonDue({ beats, beatCount, accepted }: StepFacts): boolean {
  for (let at = 0; at < beatCount; at++)
    if (!beats[at].isAccepted && (accepted === null || beats[at].update === 'capacity-exceeded')) return true;
  return false;
}

function isFullAndRefused({ shadow, beats, beatCount, capacity, evictionLimit }: StepFacts): boolean {
  if (!evictionLimit.possible || shadow.length < capacity || capacity === 0) return false;
  for (let at = 0; at < beatCount; at++) if (beats[at].update === 'capacity-exceeded') return true;
  return false;
}

/** Whether the last drain is an interval ago, with nothing pending. */
function isDrainAgo({ observer, options, event, nowNs }: StepFacts): boolean {
  if (observer === null || options === null || observer.pendingStalls > 0 || event?.kind === 'stall') return false;
  return BigInt.asUintN(64, nowNs - observer.lastDrainNs) >= options.drain_interval;
}
