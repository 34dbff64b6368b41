import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import type { Hunt, HuntOrder } from '../planted/hunt.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 120_000;
vi.setConfig({ testTimeout: TIMEOUT_MS });

/** What a program of its own hunts: instrumented code must come by require, into a process that has loaded none of it. */
async function hunts(what: string, argument: string): Promise<readonly (Hunt & Pick<HuntOrder, 'target'>)[]> {
  const program = `${ROOT}dist/test/fuzz/planted/hunt-main.js`;
  const { stdout } = await promisify(execFile)(process.execPath, [program, what, argument], { cwd: ROOT, timeout: TIMEOUT_MS });
  return JSON.parse(stdout);
}

describe('FuzzLoop', () => {
  it('finds every planted bug within a fixed number of runs, by every seed', async () => {
    const bounds = {
      'nested-bytes': 5000,
      'index-wrap': 5000,
      'rare-state': 10_000,
      'marked-state': 40_000,
      'unmarked-state': 40_000,
      'six-deep': 100_000,
    };
    const orders = Object.entries(bounds).flatMap(([target, runsMax]) =>
      ['1', '2'].map((seed): HuntOrder => ({ target, seed, inputs: [], runsMax })),
    );
    const found = await hunts('planted', JSON.stringify(orders));
    expect(found.map(({ target, signature }) => [target, signature?.split('/').slice(0, 2).join('/')])).toEqual(
      orders.map(({ target }) => [target, `planted/${target}`]),
    );
    // The seed is not without effect.
    expect(new Set(found.map(({ corpus }) => corpus)).size).toBe(orders.length);
  });

  it('does the same on every target, in another process, when the seed and the corpus are the same', async () => {
    const [first, second] = await Promise.all([hunts('all', 'corpus/fuzz'), hunts('all', 'corpus/fuzz')]);
    expect(second).toEqual(first);
    expect(first.map(({ target, signature }) => [target, signature])).toEqual(TARGETS.map(({ name }) => [name, null]));
    expect(Math.min(...first.map(({ executions }) => executions))).toBeGreaterThan(10);
  });
});
