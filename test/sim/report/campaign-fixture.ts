import type { CampaignFacts, CampaignHead } from '../../../sim/report/campaign-verdict.ts';

/** The head of a campaign of these scenarios. */
export function headOf(names: readonly string[], change: Partial<CampaignHead> = {}): CampaignHead {
  const scenarios = names.map((name) => ({ name, textDigest: null }));
  const scenario = names.length === 1 ? names[0] : 'all';
  return { scenario, seed: '1', seeds: 1, scenarios, check: 'cheap', stepsMax: null, knobs: {}, isWhole: false, commit: '', ...change };
}

/** What is known of a campaign in which nothing happened. */
export const NO_FACTS: CampaignFacts = {
  runs: [],
  goals: {},
  findings: [],
  unmet: [],
  missed: [],
  unfinished: 0,
  proven: 0,
  traces: new Map(),
};

/** A finding, but for the run that it is from. */
export const FINDING = { judge: 'invariant', rule: 'r', op: 'poll', step: 3, reason: 'r', expected: 'e', got: 'g', nowNs: '0' } as const;
