import { gzipSync } from 'node:zlib';
import { isGzipName } from './trace-bytes.ts';
import type { TraceHeader } from './trace-header.ts';
import { formatTrace, type TraceTextStep } from './trace-text.ts';
import { writeWhole, type WriteOptions } from '../write-whole.ts';

/**
 * Writes a trace file: whole, or not at all. See {@link writeTraceText}. O(trace).
 */
export async function writeTrace(
  path: string,
  header: TraceHeader,
  steps: Iterable<TraceTextStep>,
  options: WriteOptions = {},
): Promise<void> {
  await writeTraceText(path, formatTrace(header, steps), options);
}

/**
 * Writes the text of a trace, gzipped where the name ends in `.gz`: whole, or not at all. The same text gives the same bytes.
 * The folder must exist. Rejects with an Error whose message is a sentence when the file cannot be written, or exists and
 * may not be overwritten. O(text).
 */
export async function writeTraceText(path: string, text: string, options: WriteOptions = {}): Promise<void> {
  await writeWhole(path, isGzipName(path) ? packed(text) : Buffer.from(text), options);
}

const GZIP_OS_AT = 9;
const GZIP_OS_UNKNOWN = 255;

function packed(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 9 });
  // The one byte of the header that tells on which system it was written; the time is always 0 here.
  bytes[GZIP_OS_AT] = GZIP_OS_UNKNOWN;
  return bytes;
}
