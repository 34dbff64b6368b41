import { EXIT } from '../report/exit-code.ts';
import { withCommas } from '../report/table.ts';
import { parseCampaignJson } from '../report/campaign-json-form.ts';
import { campaignReports } from '../report/campaign-reports.ts';
import { lastLines, ownAbnormalExit, verdictOf } from './judge-stage.ts';
import type { PartEnd, PartVerdict } from './stage.ts';

/**
 * Reads a campaign: its code, which must be that of the result which it left, and its reports, one for each signature. A
 * campaign that made no step has shown nothing.
 */
export function judgeCampaign(end: PartEnd, result: string | null): PartVerdict {
  const incident = ownAbnormalExit(end);
  if (incident !== null) return incident;
  const json = result === null ? 'it left none' : parseCampaignJson(result);
  if (typeof json === 'string') return verdictOf(EXIT.internal, `it ended with ${end.code}, and its result: ${json}`, told(end));
  if (json.exit !== end.code) return verdictOf(EXIT.internal, `it ended with ${end.code}, and its result says ${json.exit}`, told(end));
  const found = json.reports.length === 0 ? '' : `, ${json.reports.length} signatures in ${json.findings.length} findings`;
  const note = `${json.runs.length} runs, ${withCommas(json.steps)} steps${found}`;
  if (json.exit === EXIT.ok && json.steps === 0) return verdictOf(EXIT.inconclusive, `not one step was made: ${note}`);
  return verdictOf(json.exit, note, campaignReports(json));
}

function told({ output }: PartEnd) {
  const details = lastLines(output, 12);
  return [{ signature: 'campaign/broke', sentence: 'a campaign broke', details, count: 1, file: null, line: null }];
}
