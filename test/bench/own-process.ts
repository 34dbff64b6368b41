import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { callNode } from '../support/call-program.ts';

/** What asks a program to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * What a program prints as JSON, in a process of its own. Code under test may loop in it for ever, where no handler of a signal gets a
 * turn: after its time, and where a signal asks this process to end, it is killed. The folder of its temporary files goes with it.
 */
export async function printedBy(program: string, args: readonly string[], timeoutMs: number): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'varta-sim-bench-'));
  const stop = new AbortController();
  const end = (signal: NodeJS.Signals): void => stop.abort(signal);
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    const { code, out, err } = await callNode([program, ...args], {
      cwd: process.cwd(),
      env: { TMPDIR: folder },
      timeoutMs,
      whenBegun: (child) => stop.signal.addEventListener('abort', () => child.kill('SIGKILL')),
    });
    if (code !== 0)
      throw new Error(`${basename(program)} ${args.join(' ')} ${code === null ? 'was killed' : `ended with ${code}`}: ${err}`);
    return JSON.parse(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const signal of SIGNALS) process.off(signal, end);
    // Now as if nobody had listened.
    if (stop.signal.aborted) process.kill(process.pid, stop.signal.reason as NodeJS.Signals);
  }
}
