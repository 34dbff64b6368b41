import { describe, expect, it } from 'vitest';
import { campaignJson } from '../../../sim/report/campaign-json.ts';
import type { FindingJson } from '../../../sim/report/campaign-verdict.ts';
import { parseCampaignJson } from '../../../sim/report/campaign-json-form.ts';
import { FINDING, headOf, NO_FACTS } from './campaign-fixture.ts';

function textOf(details: unknown): string {
  const findings = [{ ...FINDING, scenario: 'one', seed: '1', ...(details === undefined ? {} : { details }) } as FindingJson];
  return JSON.stringify(campaignJson(headOf(['one']), null, { ...NO_FACTS, findings }, () => 0));
}

describe('parseCampaignJson()', () => {
  it('takes findings with details and without, and gives them back as they were', () => {
    for (const details of [undefined, [], [['op A', '{"op":"len"}']]]) {
      expect(JSON.stringify(parseCampaignJson(textOf(details)))).toBe(textOf(details));
    }
  });

  it('refuses details that are not pairs of texts', () => {
    for (const details of ['op A', [['op A']], [['op A', 1]], [['a', 'b', 'c']]])
      expect(parseCampaignJson(textOf(details))).toMatch(/^it is not what run --json prints: .*details/);
  });
});
