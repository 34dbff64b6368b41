import { describe, expect, it } from 'vitest';
import { STEP_CATEGORIES, StepIndex } from '../../../../../sim/findings/debugger/time-travel/step-index.ts';
import { Timeline } from '../../../../../sim/findings/debugger/time-travel/timeline.ts';
import { traceOf } from '../../replay/random-trace.ts';

describe('StepIndex', () => {
  const index = new StepIndex(5);
  index.add(0, []);
  index.add(STEP_CATEGORIES.event | STEP_CATEGORIES.refusal, [7, 8]);
  index.add(0, [8]);
  index.add(STEP_CATEGORIES.event, []);
  index.add(
    0,
    Array.from({ length: 3000 }, (_, at) => at),
  );

  it('finds the next and the previous step of a category', () => {
    expect([index.next('event', -1), index.next('event', 1), index.next('event', 3)]).toEqual([1, 3, -1]);
    expect([index.previous('event', 4), index.previous('event', 3), index.previous('event', 1)]).toEqual([3, 1, -1]);
    expect(index.next('stall', -1)).toBe(-1);
  });

  it('finds the next step about a pid', () => {
    expect([index.nextAbout(8, -1), index.nextAbout(8, 1), index.nextAbout(8, 2), index.nextAbout(8, 4)]).toEqual([1, 2, 4, -1]);
    expect([index.nextAbout(2999, 0), index.nextAbout(3000, 0)]).toEqual([4, -1]);
  });
});

describe('StepWatch', () => {
  it('finds events, refusals, evictions with both pids, and stalls', () => {
    const record = { op: 'record', nonce: 1n, status: 'ok', threshold: 100n, origin: 'kernel-attested', ns: null } as const;
    const { index } = new Timeline(
      traceOf([
        { op: 'new', capacity: 1, policy: 'strict', window: 1 },
        { ...record, pid: 7, now: 0n },
        { ...record, pid: 7, nonce: 2n, now: 1n },
        { ...record, pid: 8, now: 2n },
        { op: 'drain', now: 200n, threshold: 100n },
        { op: 'drain', now: 200n, threshold: 100n },
        { ...record, pid: 9, now: 2000n },
        { op: 'decode', bytes: new Uint8Array(1) },
      ]),
    );
    const inCategory = (category: keyof typeof STEP_CATEGORIES): number[] =>
      [...Array(8).keys()].filter((step) => index.has(step, category));
    expect([inCategory('event'), inCategory('refusal'), inCategory('eviction'), inCategory('stall')]).toEqual([
      [1, 3, 4, 6],
      [3, 7],
      [6],
      [4],
    ]);
    expect([[...index.pidsOf(4)], [...index.pidsOf(6)]]).toEqual([[7], [9, 7]]);
  });
});
