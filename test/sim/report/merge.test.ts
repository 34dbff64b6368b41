import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeShards } from '../../../sim/report/merge.ts';
import { seedsFrom } from '../../../sim/campaign/seeds.ts';
import { formatShard, shardInterval } from '../../../sim/campaign/shard.ts';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { campaignJson, placeIn, type CampaignJson } from '../../../sim/report/campaign-json.ts';
import { runKey, type CampaignFacts, type FindingJson, type RunJson } from '../../../sim/report/campaign-verdict.ts';
import { headOf } from './campaign-fixture.ts';

const NAMES = ['one', 'two', 'three'];
const JUDGES = ['invariant', 'liveness', 'determinism', 'harness'] as const;

/** What one run comes to: as good as random, and the same each time. */
interface Fate {
  readonly kind: 'good' | 'found' | 'unmet' | 'unknown';
  readonly judge: (typeof JUDGES)[number];
  readonly step: number;
  readonly goal: number;
}

const fate = fc.record({
  kind: fc.constantFrom<Fate['kind'][]>('good', 'good', 'good', 'found', 'unmet', 'unknown'),
  judge: fc.constantFrom(...JUDGES),
  step: fc.nat(9),
  goal: fc.nat(GOAL_NAMES.length - 1),
});

/** A campaign, or the shard of it from one seed up to another. */
function resultOf(fates: readonly Fate[], seeds: number, shard: string | null, from = 0, to = seeds): CampaignJson {
  const all = seedsFrom('abc', seeds);
  const runs: RunJson[] = [];
  const findings: FindingJson[] = [];
  const unmet: CampaignFacts['unmet'][number][] = [];
  const goals: Record<string, number> = {};
  const reached = new Set<string>();
  let unfinished = 0;
  for (const [number, scenario] of NAMES.entries()) {
    for (let at = from; at < to; at++) {
      const { kind, judge, step, goal } = fates[(number * seeds + at) % fates.length];
      const run = { scenario, seed: all[at] };
      if (kind === 'unknown') {
        unfinished++;
        continue;
      }
      runs.push({ ...run, steps: step + 1, simulatedNs: step, digest: `${number}-${at}`, config: {} });
      goals[GOAL_NAMES[goal]] = (goals[GOAL_NAMES[goal]] ?? 0) + 1;
      reached.add(`${scenario} ${GOAL_NAMES[goal]}`);
      if (kind === 'found') findings.push({ ...run, judge, rule: 'r', op: 'poll', step, nowNs: '0', reason: 'r', expected: 'e', got: 'g' });
      if (kind === 'unmet') unmet.push({ ...run, reason: 'nothing' });
    }
  }
  const head = headOf(NAMES, { seed: 'abc', seeds, isWhole: true, commit: 'c' });
  const traces = new Map(findings.map((finding) => [runKey(finding), `findings/${runKey(finding)}`]));
  // In whatever order the workers were done.
  const proven = runs.length;
  // As if each scenario were for the first few goals.
  const missed = NAMES.flatMap((scenario) =>
    GOAL_NAMES.slice(0, 5).flatMap((goal) => (reached.has(`${scenario} ${goal}`) ? [] : [{ scenario, goal }])),
  );
  const seedAt = (seed: string): number => all.indexOf(seed);
  const place = placeIn(head, seedAt);
  const facts = {
    runs: runs.reverse().sort((a, b) => place(a) - place(b)),
    goals,
    findings: findings.reverse(),
    unmet,
    missed: missed.reverse(),
    unfinished,
    proven,
    traces,
  };
  return campaignJson(head, shard, facts, seedAt);
}

function shardsOf(fates: readonly Fate[], seeds: number, of: number) {
  return Array.from({ length: of }, (_, at) => {
    const shard = { index: at + 1, of };
    const { from, to } = shardInterval(shard, seeds);
    return { name: `${at + 1}.json`, json: resultOf(fates, seeds, formatShard(shard), from, to) };
  });
}

const GOOD: Fate = { kind: 'good', judge: 'invariant', step: 3, goal: 0 };
/** Every goal is reached by somebody. */
const THOROUGH = GOAL_NAMES.map((_, goal): Fate => ({ ...GOOD, goal }));

describe('mergeShards()', () => {
  it('gives the same bytes as the campaign in one piece, in whatever order the shards come', () => {
    fc.assert(
      fc.property(
        fc.array(fate, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.nat()),
        (fates, seeds, parts, order) => {
          const of = Math.min(parts, seeds);
          const shuffled = shardsOf(fates, seeds, of)
            .map((result) => ({ result, key: order.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ result }) => result);
          expect(JSON.stringify(mergeShards(shuffled))).toBe(JSON.stringify(resultOf(fates, seeds, null)));
        },
      ),
    );
  });

  it('adds up what a tracker from elsewhere was asked, and does not mix two', () => {
    const shards = shardsOf(THOROUGH, 120, 2).map(({ name, json }, at) => {
      const skipped = at === 0 ? { len: 1 } : { len: 2, 'take evictions': 4 };
      return { name, json: { ...json, followed: { tracker: 'mine 1', compared: at, skipped, lacking: [] } } };
    });
    expect(mergeShards(shards)).toMatchObject({
      exit: EXIT.ok,
      followed: { tracker: 'mine 1', compared: 1, skipped: { len: 3, 'take evictions': 4 } },
    });
    const [a, b] = shards;
    const other = { ...b, json: { ...b.json, followed: { ...b.json.followed, tracker: 'other 1' } } };
    expect(mergeShards([a, other])).toContain('the tracker that followed is "other 1", there it is "mine 1"');
    expect(mergeShards([a, shardsOf(THOROUGH, 120, 2)[1]])).toContain('the tracker that followed is none, there it is "mine 1"');
  });

  it('asks for goals of the whole alone: no shard fails for what its seeds did not reach', () => {
    const whole = shardsOf(THOROUGH, 120, 4);
    expect(whole.map(({ json }) => json.exit)).toEqual([0, 0, 0, 0]);
    expect(mergeShards(whole)).toMatchObject({ exit: EXIT.ok });
    expect(mergeShards(shardsOf([GOOD], 120, 4))).toMatchObject({ exit: EXIT.goals });
  });

  it('has the most severe exit of its shards', () => {
    const exitWith = (change: Partial<Fate>): unknown =>
      (mergeShards(shardsOf([...THOROUGH, { ...GOOD, ...change }], 120, 3)) as CampaignJson).exit;
    expect(exitWith({})).toBe(EXIT.ok);
    expect(exitWith({ kind: 'found' })).toBe(EXIT.safety);
    expect(exitWith({ kind: 'found', judge: 'liveness' })).toBe(EXIT.liveness);
    expect(exitWith({ kind: 'found', judge: 'harness' })).toBe(EXIT.internal);
    expect(exitWith({ kind: 'unknown' })).toBe(EXIT.inconclusive);
    expect(exitWith({ kind: 'unmet' })).toBe(EXIT.goals);
  });

  it('refuses what is not each shard of one campaign once, in one sentence', () => {
    const shards = shardsOf([GOOD], 10, 3);
    const [a, b, c] = shards;
    const foreign = (json: Partial<CampaignJson>) => mergeShards([a, { ...b, json: { ...b.json, ...json } }, c]);
    expect(mergeShards([])).toBe('there is nothing to merge');
    expect(mergeShards([a, c])).toBe('shard 2/3 is missing');
    expect(mergeShards([c])).toBe('shard 1/3, 2/3 is missing');
    expect(mergeShards([a, b, c, { ...b, name: 'again.json' }])).toBe('again.json: shard 2/3 was given before, by 2.json');
    expect(mergeShards([{ name: 'all.json', json: resultOf([GOOD], 10, null) }])).toBe(
      'all.json: it is no shard of a campaign: its shard is null',
    );
    expect(foreign({ commit: 'd' })).toBe('2.json: it is of another campaign than 1.json: its commit is "d", there it is "c"');
    expect(foreign({ seeds: 11 })).toContain('its seeds is 11, there it is 10');
    expect(foreign({ shard: '2/4' })).toBe('2.json: it is a shard of 4, and 1.json a shard of 3');
    expect(foreign({ runs: [...b.json.runs, [...a.json.runs][0]] })).toBe('2.json: one seed abc is not of its shard of the campaign');
    expect(foreign({ runs: [...b.json.runs, [...b.json.runs][0]] })).toBe('2.json: one seed abc.4 is in it twice');
    expect(foreign({ runs: [...b.json.runs].slice(1) })).toBe('2.json: it has 8 runs, and its shard needs 9');
  });
});

describe('campaignJson()', () => {
  it('makes one report of thirty findings with one signature: that of the shortest run, with the seeds of the others', () => {
    const fates = Array.from({ length: 10 }, (_, at): Fate => ({ ...GOOD, kind: 'found', step: at === 6 ? 1 : 5 }));
    const { findings, reports } = resultOf(fates, 10, null);
    expect([findings.length, reports.length]).toEqual([30, 1]);
    expect(reports[0]).toMatchObject({
      signature: 'invariant/r/poll',
      count: 30,
      finding: { scenario: 'one', seed: 'abc.7', step: 1 },
      trace: 'findings/one abc.7',
    });
    expect(reports[0].others.slice(0, 2)).toEqual(['one abc', 'one abc.2']);
  });

  it('takes a campaign without a single run for inconclusive', () => {
    expect(resultOf([GOOD], 4, '1/2', 0, 0).exit).toBe(EXIT.inconclusive);
  });
});
