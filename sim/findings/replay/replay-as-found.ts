import type { Trace } from '../../data/trace/parse-trace.ts';
import { signatureOf, type Finding } from '../../oracle/finding.ts';
import { replayTrace, type ReplayOptions, type ReplayResult } from './replay-trace.ts';

/**
 * Replays a trace with a scan of the whole table after every step, which may find a fault sooner and by another rule than the scans
 * of a campaign did. Where it finds another signature than the header names, and a replay with the scans of a campaign finds that
 * one, the second replay counts. With a level given, one replay at that level. O(trace).
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
