import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PartialReports } from '../../../sim/report/partial-reports.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

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
