import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Batches, BenchCase } from './bench-case.ts';

const PROGRAM = fileURLToPath(new URL('../../sim/cli/main.js', import.meta.url));
/** Nanoseconds of a tick of the kernel's accounts: a hundredth of a second on every Linux. */
const TICK_NS = 1e7;

/** Processor time of all processes that this one has started, directly or not, and that have ended. Linux alone. */
function childrenNs(): number {
  // After the name, which may hold blanks, the 14th and 15th member: see proc(5).
  const members = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(members[13]) + Number(members[14])) * TICK_NS;
}

function campaignBatches(): Batches {
  const run = (): number => {
    const { stdout, status } = spawnSync(process.execPath, [PROGRAM, 'run', '--json'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 600_000,
    });
    if (status !== 0) throw new Error(`the campaign of the bench ended with ${status}`);
    return (JSON.parse(stdout) as { readonly steps: number }).steps;
  };
  return { run, spentNs: childrenNs };
}

/** The whole of `npm run sim`: starting, compiling, second runs, and the steps. */
export function campaignCase(): BenchCase {
  return { name: 'campaign-step', what: 'a step of npm run sim, everything included', rounds: 1, make: campaignBatches };
}
