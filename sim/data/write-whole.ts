import { writeFileSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './command-line/usage-error.ts';
import { codeOf, messageOf } from './describe-thrown.ts';
import { outputPlace, writeInto } from './output-place.ts';
import { InfrastructureError, isOfTheMachine } from './infrastructure-error.ts';

/** How to write a file. */
export interface WriteOptions {
  /** Whether a file of that name is replaced. Default false. */
  readonly overwrite?: boolean;
}

const DRAFTS_MAX = 1000;

/**
 * Writes a file so that its name never stands for half of it: the bytes go into a draft beside it, reach the disk, and only
 * then take the name. A link stays, and the file that it leads to is written; a pipe or a device is written into, and stays what it
 * is. What comes in pieces is gone through once: for a file without a pause, so that it can be of what changes. Rejects with an Error, the
 * draft gone, when that fails or when the name is taken. O(bytes).
 */
export async function writeWhole(path: string, content: Uint8Array | Iterable<string>, options: WriteOptions = {}): Promise<void> {
  let draft: string | undefined;
  try {
    const place = await outputPlace(path);
    if (place.kind === 'stream') {
      await writeInto(place.path, content instanceof Uint8Array ? [content] : content);
      return;
    }
    draft = await writeDraft(place.path, content instanceof Uint8Array ? [content] : content);
    // A link, unlike a rename, fails when the name is taken, also when another process took it just now.
    if (options.overwrite === true) await rename(draft, place.path);
    else await link(draft, place.path);
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${whyUnwritable(error)}`, { cause: error });
  } finally {
    if (draft !== undefined) await rm(draft, { force: true });
  }
}

/** Writes a report as {@link writeWhole} does, in the place of one of that name. Rejects with what {@link unwritable} makes of a failure. */
export async function saveText(path: string, text: string | Iterable<string>): Promise<void> {
  try {
    await writeWhole(path, typeof text === 'string' ? [text] : text, { overwrite: true });
  } catch (error) {
    throw unwritable(error);
  }
}

/** A file that could not be written: the fault of the machine, or of whoever named it. */
export function unwritable(error: unknown, before = ''): UsageError | InfrastructureError {
  const message = before + whyUnwritable(error);
  return isOfTheMachine(error) ? new InfrastructureError(message) : new UsageError(message);
}

async function writeDraft(path: string, pieces: Iterable<Uint8Array | string>): Promise<string> {
  const [draft, file] = await openDraft(path);
  try {
    for (const piece of pieces) writeFileSync(file.fd, piece);
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return draft;
}

async function openDraft(path: string) {
  for (let attempt = 0; ; attempt++) {
    const draft = join(dirname(path), `.${basename(path)}.${process.pid}.${attempt}.draft`);
    try {
      return [draft, await open(draft, 'wx')] as const;
    } catch (error) {
      // Left behind by a process that was killed, or in use by one that writes the same file.
      if (codeOf(error) !== 'EEXIST' || attempt === DRAFTS_MAX) throw error;
    }
  }
}

/** Why a file cannot be written, as the end of a sentence. */
function whyUnwritable(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EEXIST') return 'there is a file of that name';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such folder';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be written';
  if (code === 'EROFS') return 'its file system is read-only';
  if (code === 'ENAMETOOLONG') return 'its name is too long';
  return messageOf(error);
}
