import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pointAtBundles, writeBundles } from './bundle.ts';
import { reachedFiles } from './reached.ts';

// Before a package is made (`npm pack`): bundles what it imports, and names for npm the files that are used. Afterwards, with --undo: takes
// both back. The folder of the package is the working folder, or the first argument.

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? '.';
const root = resolve(folder);
const dist = join(root, 'dist');
const isUndone = process.argv.includes('--undo');
const files = reachedFiles(root);
const ignore = join(dist, '.npmignore');
if (isUndone) {
  pointAtBundles(dist, files, true);
  rmSync(ignore, { force: true });
  rmSync(join(dist, 'bundled'), { recursive: true, force: true });
} else {
  await writeBundles(dist);
  pointAtBundles(dist, files, false);
  writeFileSync(ignore, ['*', '!*/', '!bundled/*', ...files.map((file) => `!/${file}`), ''].join('\n'));
}
