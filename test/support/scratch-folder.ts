import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes at the end: of a test where that is `onTestFinished`, of a file where it is `afterAll`. */
export function scratchFolder(atEnd: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'varta-sim-test-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
