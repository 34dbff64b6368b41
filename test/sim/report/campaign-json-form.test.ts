import { describe, expect, it } from 'vitest';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { campaignJson } from '../../../sim/report/campaign-json.ts';
import type { FindingJson } from '../../../sim/report/campaign-verdict.ts';
import { parseCampaignJson } from '../../../sim/report/campaign-json-form.ts';

function textOf(details: unknown): string {
  const finding = {
    judge: 'determinism',
    rule: 'r',
    op: 'poll',
    step: 3,
    reason: 'r',
    expected: 'e',
    got: 'g',
    nowNs: '0',
    scenario: 'one',
  };
  const head = {
    scenario: 'one',
    seed: '1',
    seeds: 1,
    scenarios: [{ name: 'one', textDigest: null }],
    check: 'cheap',
    stepsMax: null,
    knobs: {},
    isWhole: false,
    commit: '',
  };
  const findings = [{ ...finding, seed: '1', ...(details === undefined ? {} : { details }) } as FindingJson];
  const goals = Object.fromEntries(GOAL_NAMES.map((name) => [name, 0]));
  const facts = { runs: [], goals, findings, unmet: [], missed: [], unfinished: 0, proven: 0, traces: new Map<string, string>() };
  return JSON.stringify(campaignJson(head, null, facts, () => 0));
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
