import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** The name of a file says that it is gzipped, and its bytes are not. */
export const NOT_GZIP = 'NOT_GZIP';

/** Whether the name of a trace file says that it is gzipped. O(1). */
export function isGzipName(path: string): boolean {
  return path.endsWith('.gz');
}

/**
 * The text of a trace file in chunks, unpacked where the file starts with gzip's magic bytes. Throws an error with a `code`:
 * the file system's, zlib's, or {@link NOT_GZIP}. Keeps one chunk at a time.
 */
export async function* traceBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = fileChunks(path);
  try {
    const first = await file.next();
    if (first.done === true) return;
    const chunks = withFirst(first.value, file);
    if (isGzip(first.value)) yield* unpacked(chunks);
    else if (isGzipName(path)) throw Object.assign(new Error('not gzip'), { code: NOT_GZIP });
    else yield* chunks;
  } finally {
    await file.return(undefined);
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield* createReadStream(path);
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  yield* rest;
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  // A fault of either stream destroys the other, and comes out of the loop below.
  const piped = pipeline(Readable.from(chunks), gunzip);
  piped.catch(() => {});
  yield* gunzip;
}
