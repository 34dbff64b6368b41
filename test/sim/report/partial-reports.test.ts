import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PartialReports } from '../../../sim/report/partial-reports.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

it('takes a tenth of the time at most, also where there is news all the time', async () => {
  const path = join(scratchFolder(onTestFinished), 'report');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let [otherMs, spentMs] = [0, 0];
  vi.spyOn(performance, 'now').mockImplementation(() => otherMs + spentMs);
  onTestFinished(() => void vi.useRealTimers().restoreAllMocks());
  const text = (): string => {
    spentMs += 1000;
    return '';
  };
  const reports = new PartialReports([{ path, text }]);
  for (let turn = 0; turn < 100; turn++) {
    otherMs += 1000;
    vi.advanceTimersByTime(1000);
    // What is told while they are written is written, too: the next time is set once they are, however long that takes.
    reports.update(true);
    reports.update(true);
    while (vi.getTimerCount() === 0) await sleep(1);
  }
  await reports.close();
  expect(spentMs).toBeGreaterThan(otherMs / 40);
  expect(spentMs).toBeLessThanOrEqual((otherMs + spentMs) / 10 + 1000);
});

it('writes what is known at one moment, however long the file takes to open', async () => {
  const path = join(scratchFolder(onTestFinished), 'report');
  let done = 0;
  function* pieces(findings: number): Generator<string> {
    yield `findings of ${findings} runs, `;
    yield `the list of ${done}`;
  }
  const text = (): Iterable<string> => {
    queueMicrotask(() => done++);
    return pieces(done);
  };
  const reports = new PartialReports([{ path, text }]);
  reports.update(true);
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toBe('findings of 0 runs, the list of 0'), { timeout: 10_000 });
  await reports.close();
});
