import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The text of each file below a folder, by its path. */
function pages(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  return Object.fromEntries(files.sort((a, b) => (a < b ? -1 : 1)).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

it('docs/api is what the doc comments say, and no link of theirs leads nowhere (npm run api brings it up to date)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'varta-sim-api-'));
  try {
    await promisify(execFile)('npm', ['run', 'api', '--', '--out', folder], { cwd: ROOT });
    const made = pages(folder);
    expect(Object.keys(made)).toContain('varta-sim/sim.md');
    expect(pages(join(ROOT, 'docs/api'))).toEqual(made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
