import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Count } from './bench-case.ts';

// As `npm test` has built it: in a test this file is a source.
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/test/bench/one-memory.js' : './one-memory.js', import.meta.url),
);

/** Seeds of all scenarios in two campaigns, the second four times as long: of both, most results go to disk. */
export const KEPT_SEEDS = [2048, 8192] as const;
/** Figures of what the two hold. */
export const KEPT_RUNS = ['kept-runs-memory', 'kept-runs-memory-4x'] as const;

/** What `one-memory` prints, bytes. */
export interface MemoryTaken {
  /** A process that has carried out a seed of every scenario. */
  readonly worker: number;
  /** What campaigns of so many {@link KEPT_SEEDS} hold at their end. */
  readonly kept: readonly number[];
}

/** Memory of a worker, and of campaigns: counted in a process of its own. */
export function memoryCounts(): Count[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', PROGRAM], { encoding: 'utf8', timeout: 600_000 });
  if (status !== 0) throw new Error(`the process that counts memory ended with ${status}: ${stderr}`);
  const { worker, kept } = JSON.parse(stdout) as MemoryTaken;
  return [
    { name: 'worker-memory', what: 'memory of a process that has carried out a seed of every scenario', unit: 'bytes', value: worker },
    ...KEPT_RUNS.map((name, at) => ({
      name,
      what: `what a campaign of ${KEPT_SEEDS[at]} seeds of all scenarios holds until its end`,
      unit: 'bytes' as const,
      value: kept[at],
    })),
  ];
}
