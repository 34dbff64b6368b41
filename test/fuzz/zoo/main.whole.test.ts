import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// As `npm test` has built it.
const PROGRAM = fileURLToPath(new URL('../../../dist/test/fuzz/zoo/main.js', import.meta.url));

function fuzzZoo(...args: string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 20_000 });
}

describe('fuzz:zoo', () => {
  it('prints its help', () => {
    const { stdout, status } = fuzzZoo('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^usage: npm run fuzz:zoo --\n/);
  });

  it('refuses an option in a sentence', () => {
    const { stdout, stderr, status } = fuzzZoo('--nonsense');
    expect(status).toBe(20);
    expect([stdout, stderr]).toEqual(['', 'fuzz:zoo: there is no option --nonsense; it has none\n']);
  });
});
