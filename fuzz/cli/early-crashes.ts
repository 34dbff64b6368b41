import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { writeWhole } from '../../sim/data/write-whole.ts';
import type { CrashGroup } from '../engine/session.ts';
import { artifactPath } from './save-crash.ts';

/**
 * Saves the first input of each crash as soon as it is known, as it is, so that whatever ends the process leaves it. The small one
 * takes its place later.
 */
export class EarlyCrashes {
  readonly #folder: string;
  readonly #target: string;
  /** By signature: where it lies, whether this program has made the file, and whether it could be written. */
  readonly #saved = new Map<string, { readonly path: string; readonly isOurs: boolean; readonly done: Promise<boolean> }>();

  constructor(folder: string, target: string) {
    this.#folder = folder;
    this.#target = target;
  }

  /** Begins to save the first input with a signature, and says where; null if it is not known. What cannot be saved is told when the small one cannot be. */
  note({ signature, input }: CrashGroup): string | null {
    if (input === null) return null;
    const path = `${artifactPath(this.#folder, this.#target, signature, input)}.bin`;
    const isOurs = !existsSync(path);
    const save = async (): Promise<boolean> => {
      mkdirSync(this.#folder, { recursive: true });
      await writeWhole(path, input, { overwrite: true });
      return true;
    };
    this.#saved.set(signature, { path, isOurs, done: save().catch(() => false) });
    return path;
  }

  /** Where the first input with a signature lies; null if it could not be saved. */
  async pathOf(signature: string): Promise<string | null> {
    const saved = this.#saved.get(signature);
    return saved !== undefined && (await saved.done) ? saved.path : null;
  }

  /** Removes the input of a crash for which another file stands, or that is none. */
  async replace(signature: string, path: string | null): Promise<void> {
    const saved = this.#saved.get(signature);
    if (saved === undefined) return;
    await saved.done;
    if (saved.isOurs && saved.path !== path) await rm(saved.path, { force: true });
  }
}
