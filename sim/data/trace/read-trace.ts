import type { Refusal } from '../ops/refusal.ts';
import { LineSplitter } from './line-splitter.ts';
import { NOT_GZIP, traceBytes } from './trace-bytes.ts';
import { TraceParser } from './trace-parser.ts';
import type { Trace } from './trace.ts';

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
    return { refused: `${path}: ${whyUnreadable(error, parser.lines)}` };
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}

/** A sentence about an error of the file system or of zlib. Anything else is a fault of ours, and is thrown on. */
function whyUnreadable(error: unknown, linesRead: number): string {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const code = String(error.code);
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder, not a trace file';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === NOT_GZIP) return 'its name ends in .gz, but it is not gzipped';
  if (code === 'Z_BUF_ERROR') return `its gzip data is cut off after line ${linesRead}`;
  if (code.startsWith('Z_')) return `its gzip data is damaged after line ${linesRead}`;
  return `it cannot be read (${code})`;
}
