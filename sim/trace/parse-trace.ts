import type { Refusal } from '../ops/refusal.ts';
import { LineSplitter } from './line-splitter.ts';
import { TraceParser } from './trace-parser.ts';
import type { Trace } from './trace.ts';

/**
 * Reads a trace from memory: its text, or its bytes where they may be no UTF-8. `name` stands at the start of a refusal's
 * sentence. Never throws, whatever the input. O(text).
 */
export function parseTrace(text: string | Uint8Array, name: string): Trace | Refusal {
  const parser = new TraceParser(name);
  const splitter = new LineSplitter();
  for (const line of splitter.push(typeof text === 'string' ? Buffer.from(text) : text)) {
    if (!parser.take(line)) return parser.finish();
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}
