import { describe, expect, it } from 'vitest';
import { QUICK_PLAN, runDaemon } from './daemon-run.ts';
import { judge } from './daemon-verdict.ts';

describe('the daemon of docs/production.md', () => {
  it('reports the killed agents in time and nobody else, though it is stopped for 3 s', async () => {
    const { faults, figures } = judge(QUICK_PLAN, await runDaemon(QUICK_PLAN), 700);
    expect([figures, ...faults]).toEqual([figures]);
  });
});
