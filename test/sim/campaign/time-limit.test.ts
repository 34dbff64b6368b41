import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeLimit } from '../../../sim/campaign/time-limit.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A limit that began with its process. */
function limitOf(budgetMs: number | null): { limit: TimeLimit; sinceStart: (ms: number) => void } {
  const startMs = performance.now();
  const limit = new TimeLimit(budgetMs === null ? null : startMs + budgetMs);
  return { limit, sinceStart: (ms) => void vi.advanceTimersByTime(startMs + ms - performance.now()) };
}

describe('TimeLimit', () => {
  it('ends work shortly before its time is over', () => {
    const { limit, sinceStart } = limitOf(10_000);
    const ends: number[] = [];
    limit.watch({ hasFound: () => false, interrupt: (rescueMs) => ends.push(rescueMs) });
    sinceStart(9890);
    expect([ends, limit.isOver]).toEqual([[], false]);
    sinceStart(10_000);
    expect([ends, limit.isOver, limit.leftMs()]).toEqual([[100], true, 0]);
  });

  it('ends work earlier where something was found, so that there is time to keep it', () => {
    const { limit, sinceStart } = limitOf(10_000);
    const ends: number[] = [];
    limit.watch({ hasFound: () => true, interrupt: (rescueMs) => ends.push(rescueMs) });
    sinceStart(7490);
    expect(ends).toEqual([]);
    sinceStart(10_000);
    expect(ends).toEqual([2500]);
  });

  it('leaves work alone that is done in time, and all work where it has no end', () => {
    const { limit, sinceStart } = limitOf(10_000);
    const interrupt = vi.fn<(rescueMs: number) => void>();
    limit.watch({ hasFound: () => true, interrupt })();
    sinceStart(20_000);
    new TimeLimit(null).watch({ hasFound: () => true, interrupt });
    vi.advanceTimersByTime(1e9);
    expect([interrupt.mock.calls, limit.isOver, new TimeLimit(null).leftMs()]).toEqual([[], false, Number.POSITIVE_INFINITY]);
  });
});
