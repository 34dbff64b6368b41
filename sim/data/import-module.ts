import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './command-line/usage-error.ts';
import { codeOf, describeThrown, stackOf } from './describe-thrown.ts';

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

/** Imports a module of a user's own. Throws a {@link UsageError} in one sentence, with the line where there is one, where that fails. */
export async function importModule(path: string): Promise<Exports> {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  if (statSync(path).isDirectory()) throw new UsageError(`${path}: it is a folder, not a module`);
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Exports;
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${whyNotLoaded(error, path)}`);
  }
}

function whyNotLoaded(error: unknown, path: string): string {
  if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return `this version of Node loads no ${extname(path)} files: name a .js, .mjs or .cjs file, such as the one that TypeScript makes of it`;
  }
  const line = lineOf(stackOf(error), path) ?? (error instanceof SyntaxError ? syntaxLine(path) : null);
  return `${describeThrown(error)}${line === null ? '' : `, at line ${line}`}`;
}

/** The line of a file at which something was thrown, in the first line of a stack that names it. */
function lineOf(stack: string, path: string): number | null {
  const whole = resolve(path);
  for (const file of [pathToFileURL(whole).href, whole]) {
    const at = stack.indexOf(`${file}:`);
    if (at !== -1) return Number.parseInt(stack.slice(at + file.length + 1), 10);
  }
  return null;
}

/** The line that does not parse, which Node tells on standard error alone; null where it is in a file that this one imports. */
function syntaxLine(path: string): number | null {
  return lineOf(spawnSync(process.execPath, ['--check', resolve(path)], { encoding: 'utf8' }).stderr, path);
}
