import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Count } from './bench-case.ts';

// As `npm test` has built it: in a test this file is a source.
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/test/bench/one-memory.js' : './one-memory.js', import.meta.url),
);

/** What `one-memory` prints, bytes. */
export interface MemoryTaken {
  /** A process that has carried out a seed of every scenario. */
  readonly worker: number;
  /** What a campaign holds of each run that it has a result of. */
  readonly keptRun: number;
}

/** Memory of a worker, and of a campaign for each of its runs: counted in a process of its own. */
export function memoryCounts(): Count[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', PROGRAM], { encoding: 'utf8', timeout: 600_000 });
  if (status !== 0) throw new Error(`the process that counts memory ended with ${status}: ${stderr}`);
  const { worker, keptRun } = JSON.parse(stdout) as MemoryTaken;
  return [
    { name: 'worker-memory', what: 'memory of a process that has carried out a seed of every scenario', unit: 'bytes', value: worker },
    { name: 'kept-run-memory', what: 'what a campaign holds of a run until its end', unit: 'bytes', value: keptRun },
  ];
}
