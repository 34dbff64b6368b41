import { GOAL_NAMES } from '../../../../sim/oracle/goals.ts';
import type { CampaignJson } from '../../../../sim/report/campaign-json.ts';
import { campaignJson } from '../../../../sim/report/campaign-json.ts';
import type { FindingJson, RunJson } from '../../../../sim/report/campaign-verdict.ts';
import { campaignRecord } from '../../../../sim/report/history.ts';
import { campaignPage, type CampaignPage } from '../../../../sim/report/page/campaign-page.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { seedsFrom } from '../../../../sim/campaign/seeds.ts';

const AT = '2026-01-02T03:04:05.000Z';
const RULES = ['eviction-lawful', 'nonce-advances', 'slots-resolve'] as const;

/** Fields of a result that a test sets. */
interface Texts {
  readonly scenarios: readonly string[];
  readonly seeds: number;
  readonly text: string;
  readonly commit: string;
}

function resultOf({ scenarios, seeds, text, commit }: Texts): CampaignJson {
  const all = seedsFrom('1', seeds);
  const runs: RunJson[] = scenarios.flatMap((scenario, row) =>
    all.slice(0, seeds - row).map((seed, at) => ({
      scenario,
      seed,
      steps: 100 + ((row * 31 + at * 17) % 400),
      simulatedNs: 1e9 * at,
      digest: `${scenario} ${seed}`,
      config: {},
    })),
  );
  const findings = runs
    .filter((_, at) => at % 97 === 5)
    .map(({ scenario, seed }, at): FindingJson => {
      const rule = RULES[at % RULES.length];
      const words = { reason: `${text} ${rule}`, expected: text, got: text };
      return { judge: 'invariant', rule, op: 'poll', step: at, nowNs: '5', ...words, details: [[text, text]], scenario, seed };
    });
  const head = { scenario: 'all', seed: '1', seeds, scenarios: scenarios.map((name) => ({ name, textDigest: null })) };
  return campaignJson(
    { ...head, check: 'cheap', stepsMax: null, knobs: {}, isWhole: false, commit },
    null,
    {
      runs,
      goals: Object.fromEntries(GOAL_NAMES.map((goal, at) => [goal, (at * at) % 7919])),
      findings,
      unmet: [{ scenario: scenarios[0], seed: all[0], reason: text }],
      missed: [],
      unfinished: scenarios.length * 2,
      proven: 3,
      traces: new Map(),
      coverage: {
        reached: Object.fromEntries(
          scenarios.map((name, at) => [name, Object.fromEntries(GOAL_NAMES.slice(at).map((goal, of) => [goal, of + 1]))]),
        ),
        rules: Object.fromEntries(RULES.map((rule, at) => [rule, { asked: 1000, held: at * 10 }])),
      },
    },
    (seed) => all.indexOf(seed),
  );
}

function pageOf(json: CampaignJson, text: string, runPages: CampaignPage['runPages'] = new Map()): string {
  const records = Array.from({ length: 9 }, (_, at) => ({
    ...campaignRecord(json, 1000 + at, `2026-01-0${at + 1}T00:00:00.000Z`),
    pairs: 100 + at,
  }));
  return campaignPage({
    json,
    elapsedMs: 61_000,
    runMs: new Map([...json.runs].map((run) => [`${run.scenario} ${run.seed}`, run.steps / 50])),
    skipped: [{ what: text, count: 2, why: text }],
    runPages,
    history: { records, brokenLines: 1 },
    at: AT,
  });
}

/** A campaign of more seeds than a row has cells. */
export function largePage(): string {
  return pageOf(
    resultOf({ scenarios: SCENARIOS.slice(0, 4).map(({ name }) => name), seeds: 1200, text: 'a reason', commit: 'abc' }),
    'a reason',
  );
}

/** A campaign of which every text wants to be obeyed. */
export function hostilePage(): string {
  const text = '</script></style><img src=x onerror="globalThis.obeyed=1"><b>\u202e\u0007\u001b[31m\'"`${1}<!--';
  const json = resultOf({ scenarios: [text, `a/${text}.json`], seeds: 12, text, commit: text });
  return pageOf(json, text);
}

/** A campaign of two scenarios under eight seeds, of which one run found something, one tested nothing, and one is not known. */
export function smallPage(): string {
  const text = 'two words';
  return pageOf(resultOf({ scenarios: ['swarm', 'thundering-herd'], seeds: 8, text, commit: 'c' }), text);
}
