import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// As `npm test` has built it.
const PROGRAM = fileURLToPath(new URL('../../../dist/test/bench/hunting/main.js', import.meta.url));

function benchHunt(...args: string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 300_000 });
}

describe('bench:hunt', () => {
  it('has both sides find a bug that one beat shows, and neither what no cap allows', () => {
    const { stdout, status } = benchHunt('--only', 'equal-nonce-accepted', '--seeds', '1', '--json');
    const { rows, median, alone } = JSON.parse(stdout) as { rows: Record<string, unknown>[]; median: number; alone: string[] };
    expect(status).toBe(0);
    expect(rows).toEqual([
      { bug: 'equal-nonce-accepted', campaign: expect.any(Number), commands: expect.any(Number), ratio: expect.any(Number) },
    ]);
    expect(median).toBeGreaterThan(0);
    expect(alone).toEqual([]);
    const none = benchHunt('--only', 'rollback-forgets-index', '--seeds', '1', '--cap', '1ns');
    expect(none.stdout).toMatch(/rollback-forgets-index +not found +not found/);
  });

  it('refuses a bug that it does not know in a sentence', () => {
    const { stderr, status } = benchHunt('--only', 'nonsense');
    expect(status).toBe(20);
    expect(stderr).toBe('bench:hunt: there is no bug "nonsense" to hunt\n');
  });
});
