import type { Finding } from '../../oracle/finding.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { parseTrace } from '../../data/trace/parse-trace.ts';
import { replayTrace, type ReplayOptions } from './replay-trace.ts';

/** Replays operations given as the lines of a trace. The finding, or null. Throws for lines that are no trace. */
export function replayLines(lines: readonly string[], options: ReplayOptions = {}): Finding | null {
  const trace = parseTrace(lines.join('\n'), 'lines');
  if (isRefusal(trace)) throw new RangeError(`Cannot replay: ${trace.refused}`);
  const { finding, misplaced } = replayTrace(trace, options);
  if (misplaced !== null) throw new RangeError(`Cannot replay: line ${misplaced.line}: ${misplaced.reason}`);
  return finding;
}
