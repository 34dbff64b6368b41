import type { Refusal } from '../ops/refusal.ts';
import { LineSplitter } from './line-splitter.ts';
import { NOT_GZIP, traceBytes } from './trace-bytes.ts';
import { TraceParser } from './trace-parser.ts';
import type { Trace } from './trace.ts';
import { whyUnreadable } from '../describe-thrown.ts';

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
