import type { TrackerView } from '../../src/internal.ts';
import { showTime } from '../data/duration.ts';
import { showNonce } from '../data/ops/event-words.ts';
import type { DrainedStall } from '../data/ops/op.ts';
import { isStall, type Rule, type StepFacts } from './facts.ts';
import { afterSilence, timesOf } from './rule-words.ts';
import { atMost } from './shadow-table.ts';

/** Rules on a step that drained stalls, or in which one came out. */
export const STALL_RULES: readonly Rule[] = [
  {
    name: 'stall-never-early',
    sentence: 'a slot is flagged as stalled only after a silence of at least the threshold',
    check: stallNeverEarly,
  },
  { name: 'drain-leaves-none', sentence: 'a drain flags every slot that has been silent for the threshold', check: drainLeavesNone },
  { name: 'stall-kept-until-beat', sentence: 'a stall flag stays until the pid beats again or is evicted', check: stallKeptUntilBeat },
  {
    name: 'drain-reply-complete',
    sentence: 'a drain hands out each slot that it flags, once, in slot order, as the slot is',
    check: drainReplyComplete,
  },
  {
    name: 'one-stall-per-silence',
    sentence: 'exactly one stall comes out in a silence, as the slot of its pid is, or for a pid that was evicted before',
    check: oneStallPerSilence,
  },
];

function stallNeverEarly({ view, shadow, drained, isQuietDrain, stallLimit, nowNs, thresholdNs }: StepFacts): string | null {
  if (!drained || isQuietDrain) return null;
  for (let slot = 0; slot < shadow.length; slot++) {
    if (!view.stallEmitted(slot) || shadow.isStalled(slot)) continue;
    if (stallLimit.possible && atMost(shadow.beatHigh[slot], shadow.beatLow[slot], stallLimit.high, stallLimit.low)) continue;
    const last = shadow.lastBeatNs(slot);
    return `pid ${view.pid(slot)} was flagged as stalled ${afterSilence(last, nowNs)}, at least ${showTime(thresholdNs)} is needed ${timesOf(last, nowNs, thresholdNs)}`;
  }
  return null;
}

function drainLeavesNone(facts: StepFacts): string | null {
  const { view, shadow, drained, isQuietDrain, acceptedSlot, stallLimit, nowNs, thresholdNs } = facts;
  if (!drained || isQuietDrain || !stallLimit.possible) return null;
  for (let slot = 0; slot < shadow.length; slot++) {
    // A poll may drain, find nothing, and go on to a beat: that slot is its pid's now, or a new pid's.
    if (view.stallEmitted(slot) || slot === acceptedSlot) continue;
    if (!atMost(shadow.beatHigh[slot], shadow.beatLow[slot], stallLimit.high, stallLimit.low)) continue;
    const last = shadow.lastBeatNs(slot);
    return `pid ${view.pid(slot)} was not flagged as stalled ${afterSilence(last, nowNs)}, ${showTime(thresholdNs)} is enough ${timesOf(last, nowNs, thresholdNs)}`;
  }
  return null;
}

function stallKeptUntilBeat({ view, shadow, drained, isQuietDrain, acceptedSlot }: StepFacts): string | null {
  if (!drained || isQuietDrain) return null;
  for (let slot = 0; slot < shadow.length; slot++) {
    if (shadow.isStalled(slot) && !view.stallEmitted(slot) && slot !== acceptedSlot)
      return `pid ${view.pid(slot)} lost its stall flag without a beat`;
  }
  return null;
}

function drainReplyComplete({ view, shadow, drainReply, isQuietDrain }: StepFacts): string | null {
  if (drainReply === null || isQuietDrain) return null;
  let next = 0;
  for (let slot = 0; slot < shadow.length; slot++) {
    if (!view.stallEmitted(slot) || shadow.isStalled(slot)) continue;
    const stall = drainReply[next++];
    if (stall === undefined) return `pid ${view.pid(slot)} was flagged and not handed out`;
    if (stall.pid !== view.pid(slot)) return `pid ${stall.pid} was handed out where pid ${view.pid(slot)} was due`;
    const wrong = stallFault(view, slot, stall);
    if (wrong !== null) return wrong;
  }
  return next === drainReply.length ? null : `pid ${drainReply[next].pid} was handed out without being flagged`;
}

function oneStallPerSilence({ view, shadow, event, evictedUnsurfaced }: StepFacts): string | null {
  if (!isStall(event)) return null;
  const slot = view.resolve(event.pid);
  if (slot < 0 || slot >= shadow.length || view.pid(slot) !== event.pid)
    return evictedUnsurfaced.has(event.pid) ? null : `a stall came out for pid ${event.pid}, which is not tracked`;
  if (!view.stallEmitted(slot)) return `a stall came out for pid ${event.pid}, which is not flagged`;
  if (shadow.surfaced[slot] === 1) return `a second stall came out for pid ${event.pid} in one silence`;
  return stallFault(view, slot, {
    pid: event.pid,
    nonce: event.lastNonce,
    last: event.lastBeatNs,
    origin: event.origin,
    ns: event.nsInode,
  });
}

/** The first field in which a stall is not as the slot of its pid; null if there is none. */
function stallFault(view: TrackerView, slot: number, { pid, nonce, last, origin, ns }: DrainedStall): string | null {
  const differs = (what: string, told: string, is: string): string => `the stall of pid ${pid} tells ${what} ${told}, its slot has ${is}`;
  if (nonce !== view.lastNonce(slot)) return differs('nonce', showNonce(nonce), showNonce(view.lastNonce(slot)));
  if (last !== view.lastBeatNs(slot)) return differs('last beat', showTime(last), showTime(view.lastBeatNs(slot)));
  if (origin !== view.origin(slot)) return differs('origin', origin, view.origin(slot));
  return ns === view.nsInode(slot) ? null : differs('namespace', String(ns ?? 'unknown'), String(view.nsInode(slot) ?? 'unknown'));
}
