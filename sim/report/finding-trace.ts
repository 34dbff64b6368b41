import type { Campaign } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { newHeader, traceText } from '../findings/finding-file.ts';
import type { RecordedRun } from '../findings/recording/recorder.ts';
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
  const name = `${base}-${plain(result.seed, 24)}-${found.finding.rule}-${result.digest.slice(0, 4)}`;
  const why = isReplayable(found.finding) ? '' : GENERATOR_ONLY;
  return { name, why, seed: result.seed, scenario: result.scenario, digest: result.digest };
}

/** The text of a finding's trace, not shrunk. */
export function wholeTrace(found: CampaignFinding, recording: Recording): string {
  return traceText(newHeader(traceFacts(found, recording), recording.result.finding), recording.lines);
}
