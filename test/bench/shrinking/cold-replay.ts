import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from '../figures.ts';

const TIMES = 15;
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const TRACE = 'corpus/traces/d1-index-never-wedges.ndjson';

/** How long a start takes, milliseconds. */
export interface ColdRow {
  readonly start: string;
  readonly leastMs: number;
  readonly medianMs: number;
}

/**
 * Replays a shrunk trace, each time by a new process, beside a process that does nothing; and the same trace as if its code had
 * thrown, which gets a process of its own to die in. A row for each.
 */
export function coldReplays(): ColdRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'cold-replay-'));
  try {
    const [, ...operations] = readFileSync(join(ROOT, TRACE), 'utf8').split('\n');
    const finding = { judge: 'no-throw', rule: 'never-throws', op: 'record', step: 0, reason: '' };
    const deadly = join(folder, 'deadly.ndjson');
    writeFileSync(deadly, [JSON.stringify({ trace: 1, finding }), ...operations].join('\n'));
    return [
      row('node alone', ['--eval', '']),
      row('replay of a shrunk trace', ['dist/sim/cli/main.js', 'replay', TRACE]),
      row('replay in a process of its own', ['dist/sim/cli/main.js', 'replay', deadly]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(start: string, args: readonly string[]): ColdRow {
  const times = Array.from({ length: TIMES }, () => {
    const startMs = performance.now();
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'ignore', timeout: 600_000 });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
    return performance.now() - startMs;
  });
  return { start, leastMs: Math.min(...times), medianMs: quantile(times, 0.5) };
}
