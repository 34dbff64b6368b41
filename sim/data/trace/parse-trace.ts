import type { Refusal } from '../ops/refusal.ts';
import { LineSplitter } from './line-splitter.ts';
import { TraceParser } from './trace-parser.ts';
import type { Trace } from './trace.ts';

// A piece at a time: the bytes may be more than a string can hold.
const CHUNK_BYTES = 65_536;

/**
 * Reads a trace from memory: its text, or its bytes where they may be no UTF-8. `name` stands at the start of a refusal's
 * sentence. Never throws, whatever the input. O(text).
 */
export function parseTrace(text: string | Uint8Array, name: string): Trace | Refusal {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const parser = new TraceParser(name);
  const splitter = new LineSplitter();
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    for (const line of splitter.push(bytes.subarray(from, from + CHUNK_BYTES))) {
      if (!parser.take(line)) return parser.finish();
    }
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}
