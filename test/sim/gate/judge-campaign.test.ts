import { describe, expect, it } from 'vitest';
import { EXIT, type ExitCode } from '../../../sim/report/exit-code.ts';
import { judgeCampaign } from '../../../sim/gate/judge-stage.ts';
import type { StageEnd } from '../../../sim/gate/stage.ts';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { campaignJson } from '../../../sim/report/campaign-json.ts';
import type { CampaignFacts } from '../../../sim/report/campaign-verdict.ts';
import { FINDING, headOf, NO_FACTS } from '../report/campaign-fixture.ts';

function ended(code: number | null, change: Partial<StageEnd> = {}): StageEnd {
  return { code, signal: null, startFault: null, isCut: false, output: 'one\ntwo\n', elapsedMs: 5, ...change };
}

function result(change: Partial<CampaignFacts> = {}): { readonly text: string; readonly exit: ExitCode } {
  const run = { scenario: 'one', seed: '1', steps: 1200, simulatedNs: 5, digest: 'd', config: {} };
  const head = headOf(['one'], { seeds: 3, isWhole: true });
  const goals = Object.fromEntries(GOAL_NAMES.map((name) => [name, 1]));
  const json = campaignJson(head, null, { ...NO_FACTS, runs: [run], goals, proven: 1, ...change }, Number);
  return { text: JSON.stringify(json), exit: json.exit };
}

function finding(seed: string, judge: 'invariant' | 'harness') {
  return { ...FINDING, judge, scenario: 'one', seed };
}

describe('judgeCampaign()', () => {
  it('takes a clean result for good', () => {
    expect(judgeCampaign(ended(0), result().text)).toMatchObject({ exit: EXIT.ok, note: '1 run, 1,200 steps', reports: [] });
  });

  it.each<readonly [Partial<CampaignFacts>, ExitCode, string]>([
    [{ findings: [finding('1', 'invariant'), finding('2', 'invariant')] }, EXIT.safety, 'invariant/r/poll'],
    [{ findings: [finding('1', 'harness')] }, EXIT.internal, 'harness/r/poll'],
    [{ goals: {} }, EXIT.goals, `goals/never-reached/${GOAL_NAMES[0]}`],
    [{ unmet: [{ scenario: 'one', seed: '1', reason: 'nothing' }] }, EXIT.goals, 'goals/tested-nothing/one'],
    [{ unfinished: 2 }, EXIT.inconclusive, 'inconclusive/unfinished'],
  ])('passes on what was found, by signature: %j', (change, exit, signature) => {
    const made = result(change);
    const verdict = judgeCampaign(ended(exit), made.text);
    expect([made.exit, verdict.exit, verdict.reports[0].signature]).toEqual([exit, exit, signature]);
    expect(verdict.reports[0].count).toBe(change.findings?.length ?? 1);
  });

  it('takes a campaign without a step for inconclusive, whatever it says', () => {
    const text = result().text.replaceAll('"steps":1200', '"steps":0');
    expect(judgeCampaign(ended(0), text)).toMatchObject({ exit: EXIT.inconclusive, note: expect.stringContaining('not one step') });
  });

  it('takes no result, half of one, or one that says something else for a fault of the harness', () => {
    const { text } = result();
    for (const bad of [null, '', text.slice(0, 90), '{}']) expect(judgeCampaign(ended(0), bad).exit).toBe(EXIT.internal);
    expect(judgeCampaign(ended(10), text)).toMatchObject({ exit: EXIT.internal, note: 'it ended with 10, and its result says 0' });
    expect(judgeCampaign(ended(null, { signal: 'SIGKILL' }), text).exit).toBe(EXIT.internal);
    const found = JSON.stringify({ ...(JSON.parse(text) as object), exit: EXIT.safety });
    for (const end of [{ signal: 'SIGKILL' }, { signal: 'SIGKILL', isCut: true }])
      expect(judgeCampaign(ended(null, end), found).exit).toBe(EXIT.safety);
    expect(judgeCampaign(ended(0, { isCut: true }), text).exit).toBe(EXIT.inconclusive);
  });
});
