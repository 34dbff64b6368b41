import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { UsageError } from './command-line/usage-error.ts';
import { codeOf } from './describe-thrown.ts';

/** Why an input cannot be read, as the end of a sentence. */
export class UnreadableInput extends Error {}

const CHUNK_BYTES = 65_536;

/**
 * The bytes of a regular file, a chunk at a time; a chunk stays as it is when the next one comes. Throws {@link UnreadableInput} for
 * what is no regular file, since a pipe or a device may have no end and cannot be read a second time, and for a file beyond
 * `bytesMax`; throws the file system's error otherwise. Never waits for another process. O(file).
 */
export function* inputChunks(path: string, bytesMax: number): Generator<Buffer, void, undefined> {
  // Before it is opened: to open a device may do something.
  checkRegular(statSync(path));
  // A file of the system may have nothing to read yet.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    checkRegular(fstatSync(file));
    let left = bytesMax;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return;
      left -= bytes;
      if (left < 0) throw new UnreadableInput(`the file must be at most ${bytesMax} bytes long`);
      yield chunk.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

/** All bytes of a regular file. Throws as {@link inputChunks} does. O(file). */
export function readInput(path: string, bytesMax: number): Buffer {
  return Buffer.concat([...inputChunks(path, bytesMax)]);
}

function checkRegular(stats: Stats): void {
  // Its own sentence comes with the system's error, as it always has.
  if (stats.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  const kind = irregular(stats);
  if (kind !== null) throw new UnreadableInput(`it is a ${kind}, and only a file can be read`);
}

/** What a path stands for that is neither a file nor a folder, in words; null otherwise. O(1). */
export function irregular(stats: Stats): string | null {
  if (stats.isFIFO()) return 'pipe';
  if (stats.isSocket()) return 'socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'device' : null;
}

/** Why a file could not be read, as the end of a sentence. Throws an error on that is not one of the file system. */
export function whyUnreadable(error: unknown, kind: string): string {
  if (error instanceof UnreadableInput) return error.message;
  const code = codeOf(error);
  if (code === '') throw error;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'ENOTDIR') return 'there is no such folder';
  if (code === 'EISDIR') return `it is a folder, not a ${kind}`;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return `it cannot be read (${code})`;
}

/** The text of a file that a command was given; `before` begins the sentence about one that cannot be read. Throws a {@link UsageError}. O(file). */
export function readText(before: string, path: string, bytesMax: number, kind: string): string {
  try {
    return readInput(path, bytesMax).toString('utf8');
  } catch (error) {
    throw new UsageError(`${before}${path}: ${whyUnreadable(error, kind)}`);
  }
}
