import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './command-line/usage-error.ts';
import { jsonText } from './quoting/printable.ts';
import { irregular } from './read-input.ts';

/** A file that a command was given, and what for: `--out`, or nothing for an input. */
export interface NamedFile {
  readonly as: string;
  readonly path: string | null | undefined;
}

/**
 * Throws a {@link UsageError} if two of these are one file, by whatever names and links: one would be written over the other, or counted
 * twice. A device or a pipe may be named as often as one likes.
 */
export function checkDistinct(command: string, files: readonly NamedFile[]): void {
  const seen = new Map<string, string>();
  for (const { as, path } of files) {
    if (path === null || path === undefined) continue;
    const identity = identityOf(path);
    if (identity === null) continue;
    const shown = `${as === '' ? '' : `${as} `}${jsonText(path)}`;
    const before = seen.get(identity);
    if (before !== undefined) throw new UsageError(`${command}: ${before} and ${shown} are one file: name two`);
    seen.set(identity, shown);
  }
}

/** What two names of one file have in common; null for what is no regular file. */
function identityOf(path: string): string | null {
  try {
    const stats = statSync(path);
    return irregular(stats) === null ? `${stats.dev}:${stats.ino}` : null;
  } catch {
    return placeOf(path);
  }
}

/** Where a file will be that is not there yet. */
function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(resolve(path))), basename(path));
  } catch {
    return resolve(path);
  }
}
