import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'varta-sim';

/** The folder of this project, whether this file is compiled or not; null where it was copied out of it. O(depth). */
export function projectRoot(): string | null {
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

/** The name and the version of the package, from its `package.json`; null in a copy of the program without it. */
export function packageFacts(): { readonly name: string; readonly version: string } | null {
  const root = projectRoot();
  return root === null
    ? null
    : (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string });
}
