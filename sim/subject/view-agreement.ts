import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { BEAT_ORIGINS, FRAME_REFUSALS, OUTCOMES, STATUSES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import { EMPTY_CELL } from '../data/spec/limits.ts';
import { fromWords, hasWords, lowWord } from '../data/u64-words.ts';

// Judges read a member of a view where it is cheapest, people and debuggers another one that says the same: where two ways to one
// value differ, one of the two readers is told what is not so. Nothing is made for a value that is right: lists of pairs took
// five times as long, 3 percent of a campaign.

type Value = string | number | bigint | boolean | null;

/** A member that says other than is due, as a sentence; null where it does not. `about` is what it was asked about. */
function differs(said: Value, due: Value, member: string, about: Value = null): string | null {
  if (said === due) return null;
  return `a view says ${String(said)} as ${member}${about === null ? '' : `(${String(about)})`}, and elsewhere ${String(due)}`;
}

/** What is wrong with the first name of a list with which something is; null where there is none. */
function firstWrong<Name>(names: readonly Name[], wrongOf: (name: Name, at: number) => string | null): string | null {
  for (let at = 0; at < names.length; at++) {
    const wrong = wrongOf(names[at], at);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Where a tracker's view says two things of one; null where it does not. O(capacity). */
export function trackerViewDisagreement(view: TrackerView): string | null {
  let occupied = 0;
  for (let cell = 0; cell < view.cells; cell++) if (view.cellSlot(cell) !== EMPTY_CELL) occupied++;
  let wrong =
    differs(view.occupiedCells, occupied, 'occupiedCells') ??
    firstWrong(TRACKER_COUNTER_NAMES, (name, at) => lowDisagreement(view.counter(name), view.counterLow(at), 'counter', name));
  for (let slot = 0; slot < view.length && wrong === null; slot++) if (!slotAgrees(view, slot)) wrong = slotDisagreement(view, slot);
  return wrong;
}

/**
 * Whether a view says one thing of a slot. Apart from what puts it into words: each comparison has a place of its own here, so that the engine knows
 * its types, and no bigint is made of halves. Half of the time of a look at a table of 20 pids.
 */
function slotAgrees(view: TrackerView, slot: number): boolean {
  const flags = view.flags(slot);
  return (
    areHalves(view.lastNonce(slot), view.lastNonceHigh(slot), view.lastNonceLow(slot)) &&
    areHalves(view.lastBeatNs(slot), view.lastBeatHigh(slot), view.lastBeatLow(slot)) &&
    ((flags & 16) === 0 ? view.nsInode(slot) === null : areHalves(view.nsInode(slot), view.nsInodeHigh(slot), view.nsInodeLow(slot))) &&
    ((flags & 128) === 0
      ? view.generation(slot) === null
      : areHalves(view.generation(slot), view.generationHigh(slot), view.generationLow(slot))) &&
    view.status(slot) === STATUSES[flags & 3] &&
    view.origin(slot) === BEAT_ORIGINS[(flags >> 2) & 3] &&
    view.stallEmitted(slot) === ((flags & 32) !== 0) &&
    view.terminalSeen(slot) === ((flags & 64) !== 0) &&
    view.resolve(view.pid(slot)) === slot
  );
}

function areHalves(said: bigint | null, high: number, low: number): boolean {
  return isU64(said) && hasWords(said, high, low);
}

/** Any other value has the words of the u64 that its lowest 64 bits make. */
function isU64(said: unknown): said is bigint {
  return typeof said === 'bigint' && BigInt.asUintN(64, said) === said;
}

/** The difference between a count and its lower half, which has a member of its own; null where there is none. */
function lowDisagreement(said: bigint, low: number, member: string, name: string): string | null {
  if (!isU64(said)) return `a view says ${String(said)} as ${member}(${name}), which is no u64`;
  return differs(low, lowWord(said), `${member}Low`, name);
}

/** What {@link slotAgrees} has found, in words. */
function slotDisagreement(view: TrackerView, slot: number): string {
  const flags = view.flags(slot);
  const ns = (flags & 16) === 0 ? null : fromWords(view.nsInodeHigh(slot), view.nsInodeLow(slot));
  const generation = (flags & 128) === 0 ? null : fromWords(view.generationHigh(slot), view.generationLow(slot));
  return (
    differs(view.lastNonce(slot), fromWords(view.lastNonceHigh(slot), view.lastNonceLow(slot)), 'lastNonce', slot) ??
    differs(view.lastBeatNs(slot), fromWords(view.lastBeatHigh(slot), view.lastBeatLow(slot)), 'lastBeatNs', slot) ??
    differs(view.nsInode(slot), ns, 'nsInode', slot) ??
    differs(view.generation(slot), generation, 'generation', slot) ??
    differs(view.status(slot), STATUSES[flags & 3], 'status', slot) ??
    differs(view.origin(slot), BEAT_ORIGINS[(flags >> 2) & 3], 'origin', slot) ??
    differs(view.stallEmitted(slot), (flags & 32) !== 0, 'stallEmitted', slot) ??
    differs(view.terminalSeen(slot), (flags & 64) !== 0, 'terminalSeen', slot) ??
    differs(view.resolve(view.pid(slot)), slot, 'resolve', view.pid(slot)) ??
    `a view says two things of slot ${slot}, one of them only once`
  );
}

/** Where an observer's view says two things of a total, or of what a listener brought last, but for what it shows; null where it does not. O(listeners). */
export function totalsDisagreement(view: ObserverView, listeners: number): string | null {
  let wrong =
    firstWrong(OUTCOMES, (name, at) => lowDisagreement(view.outcomeTotal(name), view.outcomeTotalLow(at), 'outcomeTotal', name)) ??
    firstWrong(FRAME_REFUSALS, (name, at) => lowDisagreement(view.refusalTotal(name), view.refusalTotalLow(at), 'refusalTotal', name));
  for (let listener = 0; listener < listeners; listener++) {
    const code = view.lastOutcomeCode(listener);
    wrong ??= differs(view.lastOutcome(listener), code < 0 ? null : OUTCOMES[code], 'lastOutcome', listener);
  }
  return wrong;
}

/** What an observer's view shows, in its order. */
export type Shown = readonly (number | bigint | null)[];

/** All that an observer's view shows; nothing where there is none. O(capacity). */
export function shownBy(view: ObserverView | null): Shown {
  const shown: (number | bigint | null)[] = [];
  const take = (value: number | bigint | null): void => void shown.push(value);
  view?.show({ value: take, count: take });
  return shown;
}

/** Values that an observer shows before what it holds of each listener. */
const BEFORE_LISTENERS = 14;

/** The same of an observer's view with so many listeners, beside all that it shows, which stands in a fixed order. O(capacity). */
export function observerViewDisagreement(view: ObserverView, listeners: number, shown: Shown = shownBy(view)): string | null {
  const { capacity } = view.tracker.tracker;
  const end = shown.length - 2;
  const reported = end - capacity;
  const stalls = reported - capacity;
  const beats = stalls - capacity;
  const refusals = beats - FRAME_REFUSALS.length;
  const outcomes = refusals - OUTCOMES.length;
  const [nowNs, readingNs, pendingNs, , regressions, jumps, pauses, milliTokens, , , lastDrainNs, drains, isDue, dueSinceNs] = shown;
  let wrong =
    differs(view.nowNs, nowNs, 'nowNs') ??
    differs(view.readingNs, readingNs, 'readingNs') ??
    differs(view.pendingNs, pendingNs, 'pendingNs') ??
    differs(view.clockRegressions, regressions, 'clockRegressions') ??
    differs(view.clockForwardJumps, jumps, 'clockForwardJumps') ??
    differs(view.pauses, pauses, 'pauses') ??
    differs(view.milliTokens, milliTokens, 'milliTokens') ??
    differs(view.lastDrainNs, lastDrainNs, 'lastDrainNs') ??
    differs(view.drains, drains, 'drains') ??
    differs(view.isDrainDue, isDue === 1, 'isDrainDue') ??
    differs(view.dueSinceNs, dueSinceNs, 'dueSinceNs') ??
    differs(view.nextListener, shown[end], 'nextListener') ??
    differs(view.readsSinceStall, shown[end + 1], 'readsSinceStall') ??
    firstWrong(OUTCOMES, (name, at) => differs(view.outcomeTotal(name), shown[outcomes + at], 'outcomeTotal', name)) ??
    firstWrong(FRAME_REFUSALS, (name, at) => differs(view.refusalTotal(name), shown[refusals + at], 'refusalTotal', name));
  for (let listener = 0; listener < listeners; listener++) {
    wrong ??= differs(view.wasFoundEmpty(listener), isDue === 1 && shown[BEFORE_LISTENERS + listener] === 1, 'wasFoundEmpty', listener);
  }
  for (let slot = 0; slot < view.tracker.length && wrong === null; slot++)
    wrong =
      differs(view.beatsOf(slot), shown[beats + slot], 'beatsOf', slot) ??
      differs(view.stallsOf(slot), shown[stalls + slot], 'stallsOf', slot) ??
      differs(view.outOfOrderReported(slot), shown[reported + slot] === 1, 'outOfOrderReported', slot);
  return wrong ?? totalsDisagreement(view, listeners);
}
