import { constants, copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The same files under other names: 10 ms for a copy's 100, and removed in a tenth of the time. A copy where another file system holds `to`. A file
 * there is changed by {@link changeLinked} alone: what is written into it stands under both names.
 */
export function linkTree(from: string, to: string, isWanted: (name: string) => boolean = () => true): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target, isWanted);
    else if (isWanted(entry.name)) link(source, target);
  }
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** Paths of files in a tree that was linked which were written into after a time, milliseconds since 1970: by whoever took a link for a copy. */
export function changedSince(tree: string, sinceMs: number, isWanted: (name: string) => boolean = () => true): string[] {
  return readdirSync(tree, { withFileTypes: true }).flatMap((entry) => {
    const path = join(tree, entry.name);
    if (entry.isDirectory()) return changedSince(path, sinceMs, isWanted);
    return isWanted(entry.name) && statSync(path).mtimeMs > sinceMs ? [path] : [];
  });
}

/** Whether a compiled file is run, and not read by tools alone. */
export function isRun(name: string): boolean {
  return !/\.(?:map|d\.ts|tsbuildinfo)$/.test(name);
}

/** Replaces a text that must stand in a linked file, which becomes a file of its own. Throws where it does not. */
export function changeLinked(path: string, sound: string, changed: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(sound)) throw new Error(`${path} has no ${sound}`);
  rmSync(path);
  writeFileSync(
    path,
    text.replace(sound, () => changed),
  );
}
