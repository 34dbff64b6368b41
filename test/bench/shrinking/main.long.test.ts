import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// As `npm test` has built it.
const PROGRAM = fileURLToPath(new URL('../../../dist/test/bench/shrinking/main.js', import.meta.url));

function benchShrink(...args: string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 300_000 });
}

describe('bench:shrink', () => {
  it('prints the rows of one table as JSON', () => {
    const { stdout, status } = benchShrink('--only', 'cold', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      machine: expect.any(String),
      node: process.version,
      cold: ['node alone', 'replay of a shrunk trace', 'replay in a process of its own'].map((start) => ({
        start,
        leastMs: expect.any(Number),
        medianMs: expect.any(Number),
      })),
    });
  }, 300_000);

  it('refuses a table that it does not know in a sentence', () => {
    const { stderr, status } = benchShrink('--only', 'nonsense');
    expect(status).toBe(20);
    expect(stderr).toBe('bench:shrink: there is no table "nonsense"; there are cold, long, beside\n');
  });
});
