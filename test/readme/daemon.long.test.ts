import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { QUICK_PLAN, runDaemon } from './daemon-run.ts';
import { judge } from './daemon-verdict.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('the daemon of docs/production.md', () => {
  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'src', 'src/node'], {
      cwd: ROOT,
      stdio: 'ignore',
    });
  }, 60_000);

  it('reports the killed agents in time and nobody else, though it is stopped for 3 s', async () => {
    const { faults, figures } = judge(QUICK_PLAN, await runDaemon(QUICK_PLAN), 700);
    expect([figures, ...faults]).toEqual([figures]);
  });
});
