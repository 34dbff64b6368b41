import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives everything that tests make in the folder for temporary files a folder of its own there, for as long as vitest runs, which calls it:
 * a test file that is ended, by an interrupt or its time, takes away nothing.
 */
export function setup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'varta-sim-tests-'));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}
