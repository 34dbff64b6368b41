import { countOf } from '../data/count.ts';
import { NONCE_WRAP_THRESHOLD, PROBE_BUDGET, U64_MAX } from '../data/spec/limits.ts';
import { TRACKER_COUNTER } from '../data/spec/names.ts';
import { showTime } from '../data/duration.ts';
import { showNonce } from '../data/ops/event-words.ts';
import type { BeatFact, Rule, StepFacts } from './facts.ts';
import { modelHash } from './model/index.ts';
import { atMost, type ShadowTable } from './shadow-table.ts';
import { STALLED } from './slot-reading.ts';

const PROBE_EXHAUSTED = TRACKER_COUNTER.probeExhausted;

/** Rules on a step in which the tracker refused beats. */
export const REFUSAL_RULES: readonly Rule[] = [
  {
    name: 'refusal-changes-nothing',
    sentence: 'a refused beat changes nothing but counters and the scan cursor',
    check: refusalChangesNothing,
  },
  { name: 'refusal-has-reason', sentence: 'a beat is refused only for a reason that the ledger shows', check: refusalHasReason },
  {
    name: 'full-table-admits',
    sentence: 'a full table with an evictable slot inside the scan window admits a new pid',
    check: fullTableAdmits,
  },
];

const STRICT_PASSES: readonly boolean[] = [true];
const BALANCED_PASSES: readonly boolean[] = [true, false];

function isOnlyMarked({ view, shadow, drained }: StepFacts, slot: number): boolean {
  return drained && (view.flags(slot) ^ shadow.flags[slot]) === STALLED && shadow.isSameButFlags(view, slot);
}

function refusalChangesNothing(facts: StepFacts): string | null {
  const { view, shadow, beats, beatCount, accepted, drained } = facts;
  for (let at = 0; at < beatCount; at++) {
    const beat = beats[at];
    if (beat.isAccepted) continue;
    const slot = view.resolve(beat.pid);
    if (slot < 0) continue;
    if (slot >= shadow.length) return `the refused pid ${beat.pid} got slot ${slot}`;
    const difference = accepted === null || accepted.pid !== beat.pid ? shadow.difference(view, slot) : null;
    // A drain of the same poll may have marked it; the rules on stalls judge that.
    if (difference !== null && !isOnlyMarked(facts, slot)) return `${difference} although its beat was refused (${beat.update})`;
  }
  if (accepted !== null || drained) return null;
  const last = beats[beatCount - 1];
  if (view.length !== shadow.length) return changedBy(last, 'number of tracked', shadow.length, view.length);
  return view.stallCount === shadow.stallCount ? null : changedBy(last, 'count of stalled', shadow.stallCount, view.stallCount);
}

function changedBy({ pid, update }: BeatFact, what: string, from: number, to: number): string {
  return `the ${what} pids went from ${from} to ${to} although the beat of pid ${pid} was refused (${update})`;
}

function refusalHasReason(facts: StepFacts): string | null {
  for (let at = 0; at < facts.beatCount; at++) {
    const beat = facts.beats[at];
    const reason = beat.isAccepted ? null : groundless(facts, beat);
    if (reason !== null) return reason;
  }
  return null;
}

/**
 * Whether the index had no cell for a new pid: every cell on its path is live. Where the poll went on to accept another
 * beat, the path may look otherwise by now; then the tracker must at least have counted that it ran out of cells.
 */
function hadNoCell({ view, cells, counters, accepted, settings }: StepFacts, pid: number): boolean {
  const mask = cells - 1;
  const home = modelHash(pid, settings.index_key ?? null);
  let isFull = true;
  for (let step = 0; step < PROBE_BUDGET && isFull; step++) isFull = view.cellSlot((home + step) & mask) >= 0;
  return isFull || (accepted !== null && view.counterLow(PROBE_EXHAUSTED) !== counters[PROBE_EXHAUSTED]);
}

function isEarlierGeneration({ settings, view }: StepFacts, slot: number, { generation }: BeatFact): boolean {
  const pinned = view.generation(slot);
  return settings.pin_generation === true && generation !== null && pinned !== null && generation < pinned;
}

/** Why the refusal of a beat has no ground in the ledger; null if it has one. */
function groundless(facts: StepFacts, beat: BeatFact): string | null {
  const { view, shadow, capacity, accepted, settings } = facts;
  const slot = view.resolve(beat.pid);
  const isTracked = slot >= 0 && slot < shadow.length && shadow.pids[slot] === beat.pid;
  if (beat.update === 'capacity-exceeded') {
    if (isTracked) return `pid ${beat.pid} is tracked and was refused for capacity`;
    return shadow.length >= capacity || hadNoCell(facts, beat.pid)
      ? null
      : `pid ${beat.pid} was refused for capacity with ${shadow.length} of ${countOf(capacity, 'slot')} in use and a free cell in the index`;
  }
  if (accepted !== null) return null;
  if (!isTracked) return `pid ${beat.pid} is not tracked and was refused as ${beat.update}`;
  if (beat.update === 'origin-conflict')
    return view.origin(slot) === beat.origin
      ? `pid ${beat.pid} was refused for its origin, and is pinned to that very origin, ${beat.origin}`
      : null;
  const earlier = isEarlierGeneration(facts, slot, beat);
  const pinned = view.nsInode(slot);
  if (beat.update === 'namespace-conflict')
    return pinned === null || pinned === beat.ns
      ? `pid ${beat.pid} was refused for its namespace ${beat.ns ?? 'unknown'}, and is pinned to ${pinned ?? 'none'}`
      : null;
  if (earlier || (settings.last_words === true && beat.nonce === U64_MAX && view.terminalSeen(slot))) return null;
  const last = view.lastNonce(slot);
  if (!atMost(beat.nonceHigh, beat.nonceLow, view.lastNonceHigh(slot), view.lastNonceLow(slot)))
    return `pid ${beat.pid}: nonce ${showNonce(beat.nonce)} was refused as out of order after ${showNonce(last)}`;
  const wraps = last >= U64_MAX - NONCE_WRAP_THRESHOLD && beat.nonce < NONCE_WRAP_THRESHOLD;
  return wraps
    ? `pid ${beat.pid}: nonce ${showNonce(beat.nonce)} starts over after ${showNonce(last)}, within 2^20 of the top, and was refused`
    : null;
}

/**
 * Follows the cursor through the searches of this step as the specification has it: the pass over stalled slots if any
 * slot is stalled, then under `balanced` the pass over all. A search for a victim that lies in its window must not fail,
 * unless the probe path of the new pid had no free cell.
 */
function fullTableAdmits(facts: StepFacts): string | null {
  const { shadow, beats, beatCount, capacity, window, isStrict, evictionLimit } = facts;
  if (!evictionLimit.possible || shadow.length < capacity || capacity === 0) return null;
  const passLength = Math.min(window, capacity);
  let cursor = shadow.cursor;
  for (let at = 0; at < beatCount; at++) {
    const beat = beats[at];
    if (beat.update !== 'capacity-exceeded') continue;
    for (const stalledOnly of isStrict ? STRICT_PASSES : BALANCED_PASSES) {
      if (stalledOnly && shadow.stallCount === 0) continue;
      const victim = findVictim(shadow, cursor, passLength, stalledOnly, evictionLimit.high, evictionLimit.low);
      cursor = (victim < 0 ? cursor + passLength : victim + 1) % capacity;
      if (victim < 0) continue;
      if (hadNoCell(facts, beat.pid)) return null;
      return `pid ${beat.pid} was refused for capacity although pid ${shadow.pids[victim]} (slot ${victim}) could be evicted: it was silent since ${showTime(shadow.lastBeatNs(victim))}, now is ${showTime(facts.nowNs)}`;
    }
  }
  return null;
}

function findVictim(shadow: ShadowTable, start: number, passLength: number, stalledOnly: boolean, high: number, low: number): number {
  for (let read = 0; read < passLength; read++) {
    const slot = (start + read) % shadow.length;
    if (stalledOnly && !shadow.isStalled(slot)) continue;
    if (atMost(shadow.beatHigh[slot], shadow.beatLow[slot], high, low)) return slot;
  }
  return -1;
}
