import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'varta-sim';

/** The folder of this package, whether this file is compiled or not; null where it was copied out of it. O(depth). */
export function packageRoot(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (nameIn(join(folder, 'package.json')) === NAME) return folder;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

function nameIn(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { readonly name?: unknown }).name : undefined;
}

/** Whether this is the package as another project has installed it, not its own checkout. O(depth). */
export function isInstalled(): boolean {
  const root = packageRoot();
  return root !== null && basename(dirname(root)) === 'node_modules';
}

/** Names of files in the folder of a project. */
const MARKS = ['varta-sim.config.mjs', 'package.json'];

/**
 * The folder of the project that somebody works in: the nearest one from the working folder up that has a config file of ours or a
 * `package.json`; the working folder itself where there is none. O(depth).
 */
function projectRoot(): string {
  const start = process.cwd();
  for (let folder = start; ; folder = dirname(folder)) {
    if (MARKS.some((mark) => existsSync(join(folder, mark)))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** A folder of the project as it is called from the working folder. O(depth). */
export function inProject(path: string): string {
  return relative('', join(projectRoot(), path));
}

/** The name and the version of the package, from its `package.json`; null in a copy of the program without it. */
export function packageFacts(): { readonly name: string; readonly version: string } | null {
  const root = packageRoot();
  return root === null
    ? null
    : (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string });
}
