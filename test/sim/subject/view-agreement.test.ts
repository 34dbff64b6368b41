import { describe, expect, it } from 'vitest';
import { ObserverView, TrackerView } from '../../../src/internal.ts';
import { observerViewDisagreement, trackerViewDisagreement } from '../../../sim/subject/view-agreement.ts';
import { Bench, datagram } from '../../src/support/bench.ts';

const LISTENERS = 1;

/** The views of an observer that has read something; `member` answers otherwise, where there is one. */
function viewsWith(member: string | null): { readonly view: TrackerView; readonly observer: ObserverView } {
  const bench = new Bench();
  bench.send(0, datagram());
  bench.pollAt(0);
  const observer = new ObserverView(bench.observer);
  const view = new TrackerView(bench.observer.tracker.tracker);
  const liar = member !== null && member in view ? view : observer;
  if (member !== null) {
    const lie = member === 'counter' ? 12_345n : 12_345;
    Object.defineProperty(liar, member, { value: typeof Reflect.get(liar, member) === 'function' ? () => lie : lie });
  }
  return { view, observer };
}

const OF_SLOT = ['lastNonce', 'lastNonceLow', 'lastBeatNs', 'lastBeatHigh', 'nsInode', 'generation', 'status', 'origin', 'stallEmitted'];
const OF_TRACKER = ['occupiedCells', 'counter', 'counterLow', 'terminalSeen', 'resolve', 'flags', ...OF_SLOT];
const OF_TIME = ['nowNs', 'readingNs', 'pendingNs', 'clockRegressions', 'clockForwardJumps', 'pauses'];
const OF_LOOP = ['milliTokens', 'lastDrainNs', 'drains', 'isDrainDue', 'dueSinceNs', 'nextListener', 'readsSinceStall', 'wasFoundEmpty'];
const OF_COUNTS = ['outcomeTotal', 'outcomeTotalLow', 'refusalTotal', 'refusalTotalLow', 'lastOutcome', 'beatsOf', 'stallsOf'];

describe('views', () => {
  it('agree with themselves', () => {
    const { view, observer } = viewsWith(null);
    expect([trackerViewDisagreement(view), observerViewDisagreement(observer, LISTENERS)]).toEqual([null, null]);
  });

  it.each(OF_TRACKER)('of a tracker do not where %s is wrong', (member) => {
    expect(trackerViewDisagreement(viewsWith(member).view)).toMatch(/^a view says .*, and elsewhere /);
  });

  it.each([...OF_TIME, ...OF_LOOP, ...OF_COUNTS, 'outOfOrderReported'])('of an observer do not where %s is wrong', (member) => {
    expect(observerViewDisagreement(viewsWith(member).observer, LISTENERS)).toMatch(
      new RegExp(`^a view says .* as ${member.replace(/Low$/, '')}`),
    );
  });
});
