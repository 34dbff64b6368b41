import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CampaignResult } from '../../../sim/campaign/campaign.ts';
import { TimeLimit, type LimitedCampaign } from '../../../sim/campaign/time-limit.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A campaign that does not end by itself; what its interrupts leave it, and what is left in the end. */
function campaign(hasFound: boolean): LimitedCampaign & { readonly rescues: (number | undefined)[]; readonly ends: number[] } {
  let resolve: (result: CampaignResult) => void = () => {};
  const ended = new Promise<CampaignResult>((end) => (resolve = end));
  const rescues: (number | undefined)[] = [];
  const ends: number[] = [];
  const interrupt = (rescueMs?: number): void => {
    rescues.push(rescueMs);
    resolve({ isInterrupted: true } as CampaignResult);
  };
  return { run: async () => ended, hasFound, interrupt, endWithin: (ms) => void ends.push(ms), rescues, ends };
}

/** A limit that began with its process. */
function limitOf(budgetMs: number | null): { limit: TimeLimit; sinceStart: (ms: number) => void } {
  const startMs = performance.now();
  const limit = new TimeLimit(budgetMs === null ? null : startMs + budgetMs);
  return { limit, sinceStart: (ms) => void vi.advanceTimersByTime(startMs + ms - performance.now()) };
}

describe('TimeLimit', () => {
  it('ends a campaign shortly before its time is over', async () => {
    const { limit, sinceStart } = limitOf(10_000);
    const work = campaign(false);
    const run = limit.run(work);
    sinceStart(9890);
    expect([work.rescues, limit.isOver]).toEqual([[], false]);
    sinceStart(9900);
    const result = await run;
    expect([work.rescues, work.ends, limit.isOver, limit.leftFor(result)]).toEqual([[100], [100], true, 100]);
    sinceStart(10_000);
    expect(limit.leftMs()).toBe(0);
  });

  it('ends a campaign earlier where something was found, so that there is time to keep it', () => {
    const { limit, sinceStart } = limitOf(10_000);
    const work = campaign(true);
    void limit.run(work);
    sinceStart(7490);
    expect(work.rescues).toEqual([]);
    sinceStart(10_000);
    expect(work.rescues).toEqual([2500]);
  });

  it('leaves a campaign alone that is done in time, and every one where it has no end', async () => {
    const { limit, sinceStart } = limitOf(10_000);
    const done = { ...campaign(true), run: async () => ({ isInterrupted: false }) as CampaignResult };
    await limit.run(done);
    sinceStart(20_000);
    const endless = campaign(true);
    const none = new TimeLimit(null);
    void none.run(endless);
    vi.advanceTimersByTime(1e9);
    expect([done.rescues, limit.isOver, endless.rescues, none.leftMs()]).toEqual([[], false, [], Number.POSITIVE_INFINITY]);
  });

  it('leaves no time for what the user has ended', async () => {
    const { limit } = limitOf(10_000);
    const work = campaign(true);
    const run = limit.run(work);
    work.interrupt();
    expect([limit.leftFor(await run), limit.isOver]).toEqual([0, false]);
  });
});
