import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { whyUnreadable } from '../describe-thrown.ts';
import type { Refusal } from '../ops/refusal.ts';
import { LineSplitter } from './lines.ts';
import { type Trace, TraceParser } from './parse-trace.ts';

/**
 * Reads a trace file, plain or gzipped: whole, or not at all. The refusal names the file, and the line where one is at
 * fault. Memory beside the trace itself is bounded by one line; a bad line ends the reading there. O(file).
 */
export async function readTrace(path: string): Promise<Trace | Refusal> {
  const parser = new TraceParser(path);
  const splitter = new LineSplitter();
  try {
    for await (const chunk of traceBytes(path)) {
      for (const line of splitter.push(chunk)) {
        if (!parser.take(line)) return parser.finish();
      }
    }
  } catch (error) {
    return { refused: `${path}: ${whyUntraceable(error, parser.lines)}` };
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}

/** A sentence about an error of the file system or of zlib. Anything else is a fault of ours, and is thrown on. */
function whyUntraceable(error: unknown, linesRead: number): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === NOT_GZIP) return 'its name ends in .gz, but it is not gzipped';
  if (code === 'Z_BUF_ERROR') return `its gzip data is cut off after line ${linesRead}`;
  if (code.startsWith('Z_')) return `its gzip data is damaged after line ${linesRead}`;
  return whyUnreadable(error, 'trace file');
}

/** The name of a file says that it is gzipped, and its bytes are not. */
const NOT_GZIP = 'NOT_GZIP';

/** Whether the name of a trace file says that it is gzipped. O(1). */
export function isGzipName(path: string): boolean {
  return path.endsWith('.gz');
}

/**
 * The text of a trace file in chunks, unpacked where the file starts with gzip's magic bytes. Throws an error with a `code`:
 * the file system's, zlib's, or {@link NOT_GZIP}. Keeps one chunk at a time.
 */
async function* traceBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
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
