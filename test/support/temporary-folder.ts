import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isAlive } from './is-alive.ts';

/** Followed by the number of the process that made the folder. */
const PREFIX = 'varta-sim-tests-';

/**
 * Gives everything that tests make in the folder for temporary files a folder of its own there. It goes when this process, which is
 * vitest's own, exits; what is left by one that a signal ended, with no time for that, goes at the start of the next run.
 * Vitest calls it for the root and for each project: only the first call does something.
 */
export function setup(): void {
  const own = `${PREFIX}${process.pid}-`;
  if (basename(tmpdir()).startsWith(own)) return;
  removeLeftBehind(tmpdir());
  const folder = mkdtempSync(join(tmpdir(), own));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => remove(folder));
}

/** Removes the folders of this user's processes that are gone. */
function removeLeftBehind(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)) && isOwn(join(folder, name))) remove(join(folder, name));
  }
}

/** Another run may remove the same folder. */
function isOwn(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
}

/** A process that a test started may still write there: what cannot be removed now goes at the start of a later run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // A failure here would hide what the tests say.
  }
}
