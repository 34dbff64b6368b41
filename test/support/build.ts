import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** Compiles what has changed, once before all tests that start programs: vitest calls it. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, [TSC, '-b'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
    timeout: 300_000,
  });
  if (status === 0) return;
  process.stderr.write('Cannot run tests that start programs: tsc -b does not end well\n');
  process.exit(1);
}
