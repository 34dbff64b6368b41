import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { messageOf } from '../../data/describe-thrown.ts';
import { isThere } from '../../data/command-line/interrupts.ts';

/** Builds that are kept, the last ones made. */
const BUILDS_KEPT = 64;
const BUILD = /^[0-9a-f]{32}$/;
/** The name of a folder in which builds are made, with the number of the process that it belongs to. */
const BUILDING = /^building-(\d+)-/;

/** Where builds are kept, unless told otherwise: where the user has what may be deleted. */
export function defaultCache(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'varta-sim', 'builds');
}

/**
 * Builds by what they are made of. Each is made in a folder of this process, and takes its name once it is whole. What is not whole is
 * removed with the process; what a killed one has left, by the next one.
 */
export class BuildCache {
  readonly #folder: string;
  readonly #work: string;
  readonly #remove = (): void => rmSync(this.#work, { recursive: true, force: true });
  #count = 0;

  /** Throws a {@link UsageError} if nothing can be written there. */
  constructor(folder: string) {
    this.#folder = folder;
    try {
      mkdirSync(folder, { recursive: true });
      removeAbandoned(folder);
      this.#work = mkdtempSync(join(folder, `building-${process.pid}-`));
    } catch (error) {
      throw new UsageError(`bisect: builds cannot be kept in ${folder}: ${messageOf(error)}`);
    }
    process.on('exit', this.#remove);
  }

  /** A path in the folder of this process that is not in use. */
  fresh(): string {
    return join(this.#work, String(this.#count++));
  }

  /** The build of this key, if there is one. */
  find(key: string): string | null {
    const path = this.#pathOf(key);
    return existsSync(path) ? path : null;
  }

  /** Keeps what `folder` has of `parts` under a key, and removes the folder. Where the key is there already, that one stays. */
  async keep(key: string, folder: string, parts: readonly string[]): Promise<string> {
    const build = this.fresh();
    for (const part of parts) {
      await mkdir(dirname(join(build, part)), { recursive: true });
      await rename(join(folder, part), join(build, part));
    }
    await rm(folder, { recursive: true, force: true });
    const path = this.#pathOf(key);
    try {
      await rename(build, path);
    } catch (error) {
      // Another process has just made the same.
      if (!existsSync(path)) throw error;
    }
    await this.#forgetOldest();
    return path;
  }

  /** Removes everything that is not whole. */
  close(): void {
    this.#remove();
    process.removeListener('exit', this.#remove);
  }

  #pathOf(key: string): string {
    return join(this.#folder, createHash('sha256').update(key).digest('hex').slice(0, 32));
  }

  async #forgetOldest(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => BUILD.test(name));
    const builds = await Promise.all(names.map(async (name) => ({ name, ms: (await stat(join(this.#folder, name))).mtimeMs })));
    const old = builds.sort((a, b) => b.ms - a.ms).slice(BUILDS_KEPT);
    await Promise.all(old.map(async ({ name }) => rm(join(this.#folder, name), { recursive: true, force: true })));
  }
}

/** Has `node_modules` of a folder be that of the checkout. */
export async function linkModules(folder: string, modules: string): Promise<void> {
  const path = join(folder, 'node_modules');
  await rm(path, { force: true });
  await symlink(modules, path, 'dir');
}

/** Removes what processes have left that are gone. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid = null] = BUILDING.exec(name) ?? [];
    if (pid !== null && !isThere(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
