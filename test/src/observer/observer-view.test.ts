import { describe, expect, it } from 'vitest';
import { observerInternals } from '../../../src/observer/observer.ts';
import { OUTCOME_CODE, OUTCOMES } from '../../../src/observer/outcome.ts';
import { FRAME_REFUSALS } from '../../../src/vlp/frame.ts';
import { Bench, datagram, MS } from '../support/bench.ts';

describe('ObserverView', () => {
  it('of a new observer shows that nothing has happened', () => {
    const { view, observer } = new Bench({ globalRate: 1, globalBurst: 3 }, 2);
    expect(view.observer).toBe(observer);
    expect(view.tracker).toBe(observer.tracker);
    expect([view.nowNs, view.clockRegressions, view.clockForwardJumps, view.lastDrainNs]).toEqual([0n, 0n, 0n, 0n]);
    expect([view.milliTokens, view.pendingStalls, view.drains, view.nextListener]).toEqual([3000, 0, 0, 0]);
    expect([view.lastOutcome(0), view.lastOutcome(1)]).toEqual([null, null]);
  });

  it('shows what the polls have done', () => {
    const bench = new Bench({ globalRate: 1, globalBurst: 3 }, 2);
    const { view } = bench;
    bench.send(0, datagram({ pid: 7 }));
    bench.send(1, datagram({ pid: 8 }));
    bench.pollAt(30);
    bench.pollAt(30);
    expect([view.nowNs, view.milliTokens, view.nextListener, view.drains, view.lastDrainNs]).toEqual([30n * MS, 1000, 0, 1, 30n * MS]);
    expect([view.beatsOf(0), view.beatsOf(1)]).toEqual([1n, 1n]);
    bench.pollAt(200);
    expect([view.pendingStalls, view.stallsOf(0), view.stallsOf(1)]).toEqual([1, 1n, 0n]);
  });

  it('shows the last outcome of a listener from which a poll read several datagrams', () => {
    const bench = new Bench({ capacity: 1, perPidRate: 100 }, 2);
    bench.send(0, datagram({ pid: 7, nonce: 1n }));
    bench.pollAt(30);
    // Too soon, and without a slot: neither makes an event.
    bench.send(0, datagram({ pid: 7, nonce: 2n }));
    bench.send(0, datagram({ pid: 8 }));
    bench.pollAt(30);
    expect([bench.view.reads, bench.view.lastOutcome(0), bench.view.lastOutcome(1)]).toEqual([2, 'capacity-exceeded', null]);
  });

  it('shows totals by word, and their lower halves by place', () => {
    const { view, observer } = new Bench();
    const { outcomes, refusals } = observerInternals(observer).counts;
    outcomes.forEach((_, at) => (outcomes[at] = (7n << 32n) + BigInt(at)));
    refusals.forEach((_, at) => (refusals[at] = (9n << 32n) + BigInt(at)));
    OUTCOMES.forEach((name, at) => expect([view.outcomeTotal(name), view.outcomeTotalLow(at)]).toEqual([(7n << 32n) + BigInt(at), at]));
    FRAME_REFUSALS.forEach((name, at) =>
      expect([view.refusalTotal(name), view.refusalTotalLow(at)]).toEqual([(9n << 32n) + BigInt(at), at]),
    );
  });

  it('OUTCOME_CODE is the place of each word in OUTCOMES', () => {
    expect(OUTCOMES.map((name) => OUTCOME_CODE[name])).toEqual(OUTCOMES.map((_, at) => at));
    expect(Object.keys(OUTCOME_CODE)).toHaveLength(13);
  });
});
