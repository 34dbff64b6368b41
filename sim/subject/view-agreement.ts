import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { BEAT_ORIGINS, FRAME_REFUSALS, OUTCOMES, STATUSES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import { EMPTY_CELL } from '../data/spec/limits.ts';
import { fromWords, lowWord } from '../data/u64-words.ts';

// Judges read a member of a view where it is cheapest, people and debuggers another one that says the same: where two ways to one
// value differ, one of the two readers is told what is not so.

type Pairs = Readonly<Record<string, readonly [said: unknown, due: unknown]>>;

/** Where a tracker's view says two things of one; null where it does not. O(capacity). */
export function trackerViewDisagreement(view: TrackerView): string | null {
  let occupied = 0;
  for (let cell = 0; cell < view.cells; cell++) if (view.cellSlot(cell) !== EMPTY_CELL) occupied++;
  const counters = TRACKER_COUNTER_NAMES.map(
    (name, at) => [`counter(${name})`, [lowWord(view.counter(name)), view.counterLow(at)]] as const,
  );
  let wrong = disagreement({ occupiedCells: [view.occupiedCells, occupied], ...Object.fromEntries(counters) });
  for (let slot = 0; slot < view.length && wrong === null; slot++) wrong = disagreement(slotPairs(view, slot), slot);
  return wrong;
}

function slotPairs(view: TrackerView, slot: number): Pairs {
  const flags = view.flags(slot);
  const isSet = (bit: number): boolean => ((flags >> bit) & 1) === 1;
  return {
    lastNonce: [view.lastNonce(slot), fromWords(view.lastNonceHigh(slot), view.lastNonceLow(slot))],
    lastBeatNs: [view.lastBeatNs(slot), fromWords(view.lastBeatHigh(slot), view.lastBeatLow(slot))],
    nsInode: [view.nsInode(slot), isSet(4) ? fromWords(view.nsInodeHigh(slot), view.nsInodeLow(slot)) : null],
    generation: [view.generation(slot), isSet(7) ? fromWords(view.generationHigh(slot), view.generationLow(slot)) : null],
    status: [view.status(slot), STATUSES[flags & 3]],
    origin: [view.origin(slot), BEAT_ORIGINS[(flags >> 2) & 3]],
    stallEmitted: [view.stallEmitted(slot), isSet(5)],
    terminalSeen: [view.terminalSeen(slot), isSet(6)],
    resolve: [view.resolve(view.pid(slot)), slot],
  };
}

/** The same of an observer's view with so many listeners, beside all that it shows, which stands in a fixed order. O(capacity). */
export function observerViewDisagreement(view: ObserverView, listeners: number): string | null {
  const shown: unknown[] = [];
  const take = (value: unknown): void => void shown.push(value);
  view.show({ value: take, count: take });
  const { capacity } = view.tracker.tracker;
  const reported = shown.length - 2 - capacity;
  const [stalls, beats] = [reported - capacity, reported - 2 * capacity];
  const refusals = beats - FRAME_REFUSALS.length;
  const outcomes = refusals - OUTCOMES.length;
  const [nowNs, readingNs, pendingNs, , regressions, jumps, pauses, milliTokens, , , lastDrainNs, drains, isDue, dueSinceNs, ...more] =
    shown;
  const pairs: Record<string, readonly [unknown, unknown]> = {
    nowNs: [view.nowNs, nowNs],
    readingNs: [view.readingNs, readingNs],
    pendingNs: [view.pendingNs, pendingNs],
    clockRegressions: [view.clockRegressions, regressions],
    clockForwardJumps: [view.clockForwardJumps, jumps],
    pauses: [view.pauses, pauses],
    milliTokens: [view.milliTokens, milliTokens],
    lastDrainNs: [view.lastDrainNs, lastDrainNs],
    drains: [view.drains, drains],
    isDrainDue: [view.isDrainDue, isDue === 1],
    dueSinceNs: [view.dueSinceNs, dueSinceNs],
    nextListener: [view.nextListener, shown[shown.length - 2]],
    readsSinceStall: [view.readsSinceStall, shown[shown.length - 1]],
  };
  for (const [at, name] of OUTCOMES.entries()) {
    pairs[`outcomeTotal(${name})`] = [view.outcomeTotal(name), shown[outcomes + at]];
    pairs[`outcomeTotalLow(${name})`] = [view.outcomeTotalLow(at), lowWord(shown[outcomes + at] as bigint)];
  }
  for (const [at, name] of FRAME_REFUSALS.entries()) {
    pairs[`refusalTotal(${name})`] = [view.refusalTotal(name), shown[refusals + at]];
    pairs[`refusalTotalLow(${name})`] = [view.refusalTotalLow(at), lowWord(shown[refusals + at] as bigint)];
  }
  for (let listener = 0; listener < listeners; listener++) {
    const code = view.lastOutcomeCode(listener);
    pairs[`wasFoundEmpty(${listener})`] = [view.wasFoundEmpty(listener), isDue === 1 && more[listener] === 1];
    pairs[`lastOutcome(${listener})`] = [view.lastOutcome(listener), code < 0 ? null : OUTCOMES[code]];
  }
  let wrong = disagreement(pairs);
  for (let slot = 0; slot < view.tracker.length && wrong === null; slot++) {
    wrong = disagreement(
      {
        beatsOf: [view.beatsOf(slot), shown[beats + slot]],
        stallsOf: [view.stallsOf(slot), shown[stalls + slot]],
        outOfOrderReported: [view.outOfOrderReported(slot), shown[reported + slot] === 1],
      },
      slot,
    );
  }
  return wrong;
}

/** The first pair that is none, as a sentence. */
function disagreement(pairs: Pairs, slot: number | null = null): string | null {
  for (const [name, [said, due]] of Object.entries(pairs)) {
    if (said !== due)
      return `a view says ${String(said)} as ${name}${slot === null ? '' : ` of slot ${slot}`}, and elsewhere ${String(due)}`;
  }
  return null;
}
