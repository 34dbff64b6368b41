import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { codeOf } from '../describe-thrown.ts';
import type { Refusal } from '../ops/refusal.ts';
import { inputChunks, UnreadableInput, whyUnreadable } from '../read-input.ts';
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
  const code = codeOf(error);
  if (code === NOT_GZIP) return 'its name ends in .gz, but it is not gzipped';
  if (code === GARBAGE) return 'something stands behind its gzip data';
  if (code === 'Z_BUF_ERROR') return `its gzip data is cut off after line ${linesRead}`;
  if (code.startsWith('Z_')) return `its gzip data is damaged after line ${linesRead}`;
  return whyUnreadable(error, 'trace file');
}

/** The name of a file says that it is gzipped, and its bytes are not. */
const NOT_GZIP = 'NOT_GZIP';
/** Behind the last member of a gzipped file stands something else than zero bytes. */
const GARBAGE = 'GARBAGE';

/** Largest trace file, and largest text of one that is gzipped: 256 MiB. */
export const TRACE_BYTES_MAX = 268_435_456;

/** Whether the name of a trace file says that it is gzipped. O(1). */
export function isGzipName(path: string): boolean {
  return path.endsWith('.gz');
}

/**
 * The text of a trace file in chunks, unpacked where the file starts with gzip's magic bytes. Throws an {@link UnreadableInput}, or an
 * error with a `code`: the file system's, zlib's, or one of ours. Keeps one chunk at a time.
 */
async function* traceBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = inputChunks(path, TRACE_BYTES_MAX);
  try {
    const first = file.next();
    if (first.done === true) return;
    if (isGzip(first.value)) yield* unpacked(withFirst(first.value, file), path);
    else if (isGzipName(path)) throw Object.assign(new Error('not gzip'), { code: NOT_GZIP });
    else yield* withFirst(first.value, file);
  } finally {
    file.return();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function* withFirst(first: Uint8Array, rest: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  yield first;
  yield* rest;
}

async function* unpacked(chunks: Iterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  // A fault of either stream destroys the other, and comes out of the loop below.
  const piped = pipeline(Readable.from(chunks), gunzip);
  piped.catch(() => {});
  let bytes = 0;
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > TRACE_BYTES_MAX) throw new UnreadableInput(`it unpacks to more than ${TRACE_BYTES_MAX} bytes, the most that is read`);
    yield chunk;
  }
  // zlib takes no notice of what stands behind a zero byte.
  let at = 0;
  for (const chunk of inputChunks(path, TRACE_BYTES_MAX)) {
    const from = Math.max(0, gunzip.bytesWritten - at);
    if (chunk.subarray(from).some((byte) => byte !== 0)) throw Object.assign(new Error('garbage'), { code: GARBAGE });
    at += chunk.length;
  }
}
