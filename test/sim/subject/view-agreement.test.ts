import { describe, expect, it } from 'vitest';
import { ObserverView, TrackerView } from '../../../src/internal.ts';
import { observerViewDisagreement, totalsDisagreement, trackerViewDisagreement } from '../../../sim/subject/view-agreement.ts';
import type { Datagram } from '../../../src/index.ts';
import { Bench, datagram } from '../../src/support/bench.ts';

const LISTENERS = 1;

/** The view of an observer's tracker after one beat of unknown namespace and generation, or of known ones. */
function trackerView(known: Partial<Datagram> = {}): TrackerView {
  const bench = new Bench();
  bench.send(0, datagram({}, known));
  bench.pollAt(0);
  return new TrackerView(bench.observer.tracker.tracker);
}

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

const OF_STATE = ['status', 'origin', 'stallEmitted', 'terminalSeen', 'resolve'];
const OF_BEAT = ['lastNonce', 'lastNonceHigh', 'lastNonceLow', 'lastBeatNs', 'lastBeatHigh', 'lastBeatLow', 'nsInode', 'generation'];
const OF_SLOT = [...OF_STATE, ...OF_BEAT];
const KNOWN = { nsInode: 5n, generation: 7n };
const OF_KNOWN = ['nsInodeHigh', 'nsInodeLow', 'generationHigh', 'generationLow'];
const OF_TRACKER = ['occupiedCells', 'counter', 'counterLow', 'flags', ...OF_SLOT];
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

  it.each([
    ...OF_SLOT.map((member) => [member, 'unknown', {}] as const),
    ...[...OF_SLOT, ...OF_KNOWN].map((member) => [member, 'known', KNOWN] as const),
  ])('of a tracker say which member of a slot is wrong: %s, namespace and generation %s', (member, _, known) => {
    const view = trackerView(known);
    Object.defineProperty(view, member, { value: () => 12_345 });
    expect(trackerViewDisagreement(view)).toMatch(
      new RegExp(`^a view says .* as ${member.replace(/(High|Low)$/, '')}\\w*\\(.*, and elsewhere `),
    );
  });

  it.each([2n ** 64n, -(2n ** 64n)])('of a tracker do not where a value is off by %s', (by) => {
    for (const member of ['lastNonce', 'lastBeatNs', 'nsInode', 'generation'] as const) {
      const view = trackerView(KNOWN);
      const said = view[member](0) as bigint;
      Object.defineProperty(view, member, { value: () => said + by });
      expect(trackerViewDisagreement(view)).toBe(`a view says ${said + by} as ${member}(0), and elsewhere ${said}`);
    }
  });

  it.each([2n ** 64n, -(2n ** 64n)])('do not where a count is off by %s', (by) => {
    const view = trackerView();
    const count = view.counter.bind(view);
    Object.defineProperty(view, 'counter', { value: (name: Parameters<typeof count>[0]) => count(name) + by });
    expect(trackerViewDisagreement(view)).toMatch(/^a view says .* as counter\(.*\), which is no u64$/);
    for (const member of ['outcomeTotal', 'refusalTotal'] as const) {
      const { observer } = viewsWith(null);
      Object.defineProperty(observer, member, { value: () => by });
      expect(totalsDisagreement(observer, LISTENERS)).toMatch(new RegExp(`^a view says .* as ${member}\\(.*\\), which is no u64$`));
    }
  });

  it('of a tracker do not where a member is wrong only once', () => {
    const view = trackerView();
    const nonces = [12_345n];
    const nonce = view.lastNonce(0);
    Object.defineProperty(view, 'lastNonce', { value: () => nonces.pop() ?? nonce });
    expect(trackerViewDisagreement(view)).toBe('a view says two things of slot 0, one of them only once');
  });

  it.each([...OF_TIME, ...OF_LOOP, ...OF_COUNTS, 'outOfOrderReported'])('of an observer do not where %s is wrong', (member) => {
    expect(observerViewDisagreement(viewsWith(member).observer, LISTENERS)).toMatch(
      new RegExp(`^a view says .* as ${member.replace(/Low$/, '')}`),
    );
  });
});
