import { closeSync, constants, fstatSync, openSync, writeFileSync } from 'node:fs';
import { lstat, open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf } from './describe-thrown.ts';

/** Where the bytes of an output go. */
export type OutputPlace =
  /** A regular file, there or not yet: all links followed. */
  | { readonly kind: 'file'; readonly path: string }
  /** A pipe, a terminal, /dev/null, an open descriptor: written into, never replaced. */
  | { readonly kind: 'stream'; readonly path: string };

const LINKS_MAX = 40;
// Where Linux has the open files of a process: what such a link names is written through the link, since others write there too.
const DESCRIPTORS = /^\/proc\/[^/]+(?:\/task\/\d+)?\/fd$/;

/**
 * Finds out where an output named by `path` goes. Rejects with an Error whose message is the end of a sentence for a block device or a
 * socket, and with the file system's where the folder is not there.
 */
export async function outputPlace(path: string): Promise<OutputPlace> {
  let at = resolve(path);
  for (let links = 0; ; links++) {
    const folder = await realpath(dirname(at));
    at = join(folder, basename(at));
    if (DESCRIPTORS.test(folder)) return { kind: 'stream', path: at };
    const stats = await lstat(at).catch(ignoreMissing);
    if (stats === null) return { kind: 'file', path: at };
    if (stats.isBlockDevice() || stats.isSocket()) throw new Error('it is a device or a socket that takes no text');
    if (!stats.isSymbolicLink()) return { kind: stats.isCharacterDevice() || stats.isFIFO() ? 'stream' : 'file', path: at };
    if (links === LINKS_MAX) throw new Error('it is a link that leads nowhere');
    at = resolve(folder, await readlink(at));
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

const RETRY_MS = 20;
const RETRIES_MAX = 250;

/** Writes all pieces into what is no regular file. Rejects where nobody takes them for five seconds: a pipe without a reader. O(bytes). */
export async function writeInto(path: string, pieces: Iterable<Uint8Array | string>): Promise<void> {
  const { O_WRONLY, O_NONBLOCK, O_APPEND, O_NOCTTY } = constants;
  // What a descriptor has open may be a file: it goes on at its end.
  const append = (await stat(path)).isFile() ? O_APPEND : 0;
  const file = await open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | append).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENXIO' ? new Error('nobody reads from this pipe') : error;
  });
  try {
    for (const piece of pieces) await writePatiently(file, Buffer.from(piece));
  } finally {
    await file.close();
  }
}

async function writePatiently(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let retries = 0;
  for (let from = 0; from < bytes.length;) {
    try {
      from += (await file.write(bytes, from)).bytesWritten;
      retries = 0;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      if (++retries > RETRIES_MAX) throw new Error('nobody reads from this pipe any more', { cause: error });
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

/** Adds text at the end of a file, or to what is none. Throws where it cannot be done at once: a pipe without a reader. O(text). */
export function appendText(path: string, text: string): void {
  const { O_WRONLY, O_NONBLOCK, O_APPEND, O_NOCTTY, O_CREAT } = constants;
  const file = openSync(path, O_WRONLY | O_NONBLOCK | O_APPEND | O_NOCTTY | O_CREAT);
  try {
    if (fstatSync(file).isBlockDevice()) throw new Error(`Cannot write ${path}: it is a device that takes no text`);
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}
