import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import type { Hunt, HuntOrder } from '../planted/hunt.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 60_000;

/** What a program of its own hunts: instrumented code must come by require, into a process that has loaded none of it. */
function hunts(what: string, argument: string): unknown {
  const program = `${ROOT}dist/test/fuzz/planted/hunt-main.js`;
  return JSON.parse(execFileSync(process.execPath, [program, what, argument], { cwd: ROOT, encoding: 'utf8', timeout: TIMEOUT_MS }));
}

describe('FuzzLoop', () => {
  it('finds every planted bug within a fixed number of runs, by every seed', () => {
    const bounds = { 'nested-bytes': 400_000, 'index-wrap': 5000, 'rare-state': 200_000, 'marked-state': 100_000, 'six-deep': 600_000 };
    const orders = Object.entries(bounds).flatMap(([target, runsMax]) =>
      ['1', '2'].map((seed): HuntOrder => ({ target, seed, inputs: [], runsMax })),
    );
    const found = hunts('planted', JSON.stringify(orders)) as readonly (Hunt & HuntOrder)[];
    expect(found.map(({ target, seed, signature }) => [target, seed, signature?.split('/').slice(0, 2).join('/')])).toEqual(
      orders.map(({ target, seed }) => [target, seed, `planted/${target}`]),
    );
  });

  it('does the same on every target when the seed and the corpus are the same', () => {
    const all = hunts('twice', 'corpus/fuzz') as readonly {
      readonly target: string;
      readonly first: Hunt;
      readonly second: Hunt;
      readonly other: Hunt;
    }[];
    expect(all.map(({ target }) => target)).toEqual(TARGETS.map(({ name }) => name));
    for (const { first, second } of all) {
      expect(second).toEqual(first);
      expect(first).toMatchObject({ signature: null });
      expect(first.executions).toBeGreaterThan(10);
    }
    // The seed is not without effect.
    expect(all.some(({ first, other }) => first.corpus !== other.corpus)).toBe(true);
  });
});
