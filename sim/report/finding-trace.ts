import { existsSync } from 'node:fs';
import type { Campaign } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { readTrace } from '../data/trace/read-trace.ts';
import { newHeader, shortNameOf, traceText } from '../findings/finding-file.ts';
import type { RecordedRun } from '../findings/recording/recorder.ts';
import { signatureOf } from '../oracle/finding.ts';
import { GENERATOR_ONLY, isReplayable, isShownByOperations } from '../oracle/replayable.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/** Signatures of which traces are saved and reports made, at most. */
export const SIGNATURES_MAX = 10;

/** A run with the lines of its trace. */
export interface Recording {
  readonly lines: readonly string[];
  readonly result: SimulationResult | RecordedRun;
}

/**
 * The operations of a finding, where these show it: those that were kept when its run died, or those of the run made again,
 * which may then come to something else. Null where there are none.
 */
export async function recordingOf(
  { finding, lines, result, scenario, seed }: CampaignFinding,
  campaign: Campaign,
): Promise<Recording | null> {
  if (result === null) return null;
  if (lines !== null) return { lines, result };
  return isShownByOperations(finding) ? campaign.record(scenario, seed) : null;
}

/** What the header of a finding's trace says of it. */
export function traceFacts(found: CampaignFinding, { result }: Recording): Parameters<typeof newHeader>[0] {
  const plain = (text: string, charsMax: number): string => text.slice(0, charsMax).replace(/[^\w.-]|^[.-]/g, '_');
  const base = plain(result.scenario.replace(/^.*[\\/]/, '').replace(/\.json$/, ''), 60);
  const name = `${base}-${plain(result.seed, 24)}-${found.finding.rule}-${shortNameOf(found.finding, result.digest)}`;
  const why = isReplayable(found.finding) ? '' : GENERATOR_ONLY;
  return { name, why, seed: result.seed, scenario: result.scenario, digest: result.digest };
}

/** Whether a trace of the same finding with fewer operations is on disk: a longer one goes beside it, not in its place. */
export async function hasShorter(path: string, { finding }: CampaignFinding, operations: number): Promise<boolean> {
  const saved = existsSync(path) ? await readTrace(path) : null;
  if (saved === null || isRefusal(saved) || saved.header.finding === null) return false;
  return signatureOf(saved.header.finding) === signatureOf(finding) && saved.steps.length < operations;
}

/** The path beside a trace for the whole run that it was shrunk from. */
export function wholePath(path: string): string {
  return path.replace(/\.ndjson$/, '.whole.ndjson.gz');
}

/** The text of a finding's trace, not shrunk. */
export function wholeTrace(found: CampaignFinding, recording: Recording): string {
  return traceText(newHeader(traceFacts(found, recording), recording.result.finding), recording.lines);
}
