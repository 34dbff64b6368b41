import { signatureOf, type Finding } from '../../oracle/finding.ts';
import type { Trace } from '../../data/trace/trace.ts';
import { replayTrace, type ReplayOptions, type ReplayResult } from './replay-trace.ts';

/**
 * Replays a trace as closely judged as can be, and where its header names a finding that this hides, as it was found: a scan
 * after every step may object sooner, by another rule, than the judges did who look now and then. With a level of judging
 * given, by that alone. O(trace).
 */
export function replayAsFound(trace: Trace, options: ReplayOptions = {}): ReplayResult {
  const closest = replayTrace(trace, options);
  if (options.check !== undefined || trace.header.finding === null || closest.finding === null) return closest;
  const recorded = signatureOf(trace.header.finding);
  if (signatureOf(closest.finding) === recorded) return closest;
  const asFound = replayTrace(trace, { ...options, check: 'cheap' });
  return isSame(asFound.finding, recorded) ? asFound : closest;
}

function isSame(finding: Finding | null, recorded: string): boolean {
  return finding !== null && signatureOf(finding) === recorded;
}
