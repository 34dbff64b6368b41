import { describe, expect, it } from 'vitest';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { LivenessPremise } from '../../../../sim/findings/shrink/liveness-premise.ts';
import { shrink } from '../../../../sim/findings/shrink/shrink.ts';
import { poll, sent, stepsOf } from './support.ts';

const start: Op = { op: 'observer', threshold: 100n, listeners: 1 };
const settled: Op = { op: 'settled', now: 50n, live: [7], silent: [] };
const run = stepsOf([
  start,
  sent(7, 1n, 0n),
  poll(0n),
  sent(8, 1n, 10n),
  poll(10n),
  poll(20n),
  sent(7, 2n, 30n),
  poll(30n),
  poll(40n),
  settled,
]);
const premise = new LivenessPremise(run);

const without = (...places: number[]) => run.filter((_, at) => !places.includes(at));

describe('LivenessPremise.holds()', () => {
  it('lets the beats go of pids that are not claimed to live', () => expect(premise.holds(without(3))).toBe(true));
  it('refuses a run in which a pid that is claimed to live beats less often', () => expect(premise.holds(without(6, 7))).toBe(false));
  it('refuses a run whose polls are further apart than they ever were', () => expect(premise.holds(without(5, 8))).toBe(false));
  it('refuses a run in which a datagram waits longer than any did', () => expect(premise.holds(without(2))).toBe(false));
  it('refuses a run whose polls begin later, or which has none', () => {
    const end = { op: { ...settled, live: [], silent: [7] } satisfies Op };
    expect(premise.holds([run[0], run[2], run[4], run[5], run[7], run[8], end])).toBe(true);
    expect(premise.holds([run[0], run[4], run[5], run[7], run[8], end])).toBe(false);
    expect(premise.holds([run[0], end])).toBe(false);
  });
  it('refuses a claim about a pid that was not claimed to live', () => {
    const claim: Op = { ...settled, live: [2] };
    expect(premise.holds(run.map((step) => (step.op === settled ? { op: claim } : step)))).toBe(false);
  });
  it('holds for a run that ends without a claim', () => expect(premise.holds(without(2, 5, 6, 9))).toBe(true));
  it('does not ask for the beats of pids that the claim does not name', () => {
    const claim: Op = { ...settled, live: [] };
    expect(premise.holds(without(1, 3, 6).map((step) => (step.op === settled ? { op: claim } : step)))).toBe(true);
  });
});

describe('shrink()', () => {
  it('keeps the claim justified: polls as often as before, times and table as they are', () => {
    const threshold = 10_000_000n;
    const ops: Op[] = [{ op: 'observer', threshold, listeners: 1, capacity: 8, drain_interval: 1_000_000n }];
    for (let ms = 0n; ms < 9n; ms++) {
      const now = ms * 1_000_000n;
      for (const pid of ms === 0n ? [7, 8, 9] : [7, 8]) ops.push(sent(pid, ms + 1n, now), poll(now));
    }
    // The world is wrong: pid 9 has not been silent for long enough.
    ops.push({ op: 'settled', now: 9_000_000n, live: [7, 8], silent: [9] });
    const steps = stepsOf(ops);
    const { best } = shrink(steps);
    const left = best?.steps ?? [];
    expect(best?.finding).toMatchObject({ judge: 'liveness', rule: 'silent-agent-surfaced' });
    expect(new LivenessPremise(steps).holds(left)).toBe(true);
    expect(left[0].op).toEqual(ops[0]);
    expect(left.filter(({ op }) => op.op === 'datagram')).toHaveLength(1);
    expect(left.filter(({ op }) => op.op === 'poll')).toHaveLength(9);
    expect(left.at(-1)?.op).toEqual({ op: 'settled', now: 9_000_000n, live: [], silent: [2] });
  });
});
