import { gzipSync } from 'node:zlib';
import { formatExpectedOp, type ReplyJson } from '../ops/op-format.ts';
import type { Op } from '../ops/op.ts';
import { type WriteOptions, writeWhole } from '../write-whole.ts';
import { isGzipName } from './read-trace.ts';
import { formatTraceHeader, type TraceHeader } from './trace-header.ts';

/**
 * Writes a trace file: whole, or not at all; gzipped where the name ends in `.gz`. The folder must exist. Rejects with an Error whose
 * message is a sentence when the file cannot be written, or exists and may not be overwritten. O(trace).
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

/** An operation to be written, with or without the reply that it must get. */
export interface TraceTextStep {
  readonly op: Op;
  readonly expect?: ReplyJson | undefined;
}

/** Records the lines of a trace step by step; the header, with its digest and finding, comes last. */
export class TraceText {
  readonly #lines: string[] = [];

  /** Operations recorded so far. O(1). */
  get length(): number {
    return this.#lines.length;
  }

  /** Records one operation, with the reply that it must get unless that is undefined. O(line). */
  add(op: Op, expect?: ReplyJson): void {
    this.#lines.push(`${formatExpectedOp(op, expect)}\n`);
  }

  /** The whole trace under a header, each line ended by a newline. The same steps give the same text. O(trace). */
  under(header: TraceHeader): string {
    return `${formatTraceHeader(header)}\n${this.#lines.join('')}`;
  }
}

/** The text of a whole trace. O(trace). */
export function formatTrace(header: TraceHeader, steps: Iterable<TraceTextStep>): string {
  const text = new TraceText();
  for (const { op, expect } of steps) text.add(op, expect);
  return text.under(header);
}
