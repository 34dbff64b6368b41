import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from './describe-thrown.ts';
import { InfrastructureError } from './infrastructure-error.ts';

/**
 * Bytes that are kept on disk for a while: in a temporary file, made at the first write, that has lost its name by then. Nobody else
 * can open it, and it is gone with this process, however that ends.
 */
export class Spool {
  #file: number | null = null;
  #end = 0;

  /** Adds bytes, and tells where they begin. Throws an {@link InfrastructureError} where the disk does not take them. O(bytes). */
  append(bytes: Uint8Array): number {
    const start = this.#end;
    insist('written to', () => {
      const file = (this.#file ??= openWithoutName());
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, start + at);
    });
    this.#end += bytes.length;
    return start;
  }

  /** Bytes that were added. Throws an {@link InfrastructureError} where the disk does not give them back. O(bytes). */
  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    insist('read from', () => {
      for (let at = 0, got = 1; at < length; at += got) {
        got = readSync(this.#file ?? -1, bytes, at, length - at, start + at);
        if (got === 0) throw new Error('it ends too early');
      }
    });
    return bytes;
  }

  /** Lets go of the file; what was added is gone. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/** Opens a new file that only this user may read, in a folder of its own, and takes both names away at once. */
function openWithoutName(): number {
  const folder = mkdtempSync(join(tmpdir(), 'varta-sim-spool-'));
  try {
    return openSync(join(folder, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function insist(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const message = `a temporary file in ${tmpdir()} cannot be ${what}: ${messageOf(error)}`;
    throw new InfrastructureError(message, { cause: error });
  }
}
