import { countOf } from '../data/count.ts';
import { seedsFrom } from '../campaign/seeds.ts';
import { parseShard, shardInterval, type Shard } from '../campaign/shard.ts';
import { placeIn, campaignJson, type CampaignJson } from './campaign-json.ts';
import { addCoverage } from './coverage.ts';
import { runKey, type CampaignHead } from './campaign-verdict.ts';
import { sumFollowed } from './followed.ts';
import { jsonText } from '../data/quoting/printable.ts';

/** The result of a shard, and where it is from. */
export interface ShardResult {
  readonly name: string;
  readonly json: CampaignJson;
}

/** What two results of one campaign have in common. */
const HEAD = [
  'scenario',
  'seed',
  'seeds',
  'scenarios',
  'check',
  'stepsMax',
  'knobs',
  'isWhole',
  'commit',
] as const satisfies readonly (keyof CampaignHead)[];

/**
 * Puts the results of all shards of a campaign together: what the campaign would have come to in one piece. The order in
 * which they are given decides nothing. The reason, as a sentence, if they are not the shards of one campaign, each once.
 */
export function mergeShards(results: readonly ShardResult[]): CampaignJson | string {
  const [first] = results;
  const fault = results.length === 0 ? 'there is nothing to merge' : misfit(results);
  if (fault !== null) return fault;
  const all = results.map(({ json }) => json);
  const { json } = first;
  const places = new Map(seedsFrom(json.seed, json.seeds).map((seed, at) => [seed, at]));
  const seedAt = (seed: string): number => places.get(seed) ?? 0;
  const followed = sumFollowed(all.flatMap((of) => of.followed ?? []));
  const place = placeIn(json, seedAt);
  const facts = {
    runs: all.flatMap(({ runs }) => [...runs]).sort((a, b) => place(a) - place(b)),
    goals: sumOf(all.map(({ goals }) => goals)),
    findings: all.flatMap(({ findings }) => findings),
    unmet: all.flatMap(({ unmet }) => unmet),
    // What one shard reached, the campaign has reached.
    missed: first.json.missed.filter((one) => all.every(({ missed }) => missed.some((other) => sameMiss(one, other)))),
    unfinished: all.reduce((sum, { unfinished }) => sum + unfinished, 0),
    proven: all.reduce((sum, { proven }) => sum + proven, 0),
    ...(followed !== null && { followed }),
    ...(json.production !== undefined && { production: json.production }),
    traces: new Map(
      all.flatMap(({ reports }) => reports.flatMap(({ finding, trace }) => (trace === null ? [] : [[runKey(finding), trace] as const]))),
    ),
    shrunk: new Map(
      all.flatMap(({ reports }) => reports.flatMap(({ finding, shrunk }) => (shrunk === null ? [] : [[runKey(finding), shrunk] as const]))),
    ),
  };
  const coverage = addCoverage(all.map((each) => each.coverage));
  const head = Object.fromEntries(HEAD.map((key) => [key, json[key]])) as unknown as CampaignHead;
  return campaignJson(head, null, { ...facts, coverage }, seedAt);
}

type Miss = CampaignJson['missed'][number];

function sameMiss(one: Miss, other: Miss): boolean {
  return one.scenario === other.scenario && one.goal === other.goal;
}

function misfit(results: readonly ShardResult[]): string | null {
  const [first] = results;
  const another = (name: string, what: string, here: string, there: string): string =>
    `${name}: it is of another campaign than ${first.name}: ${what} is ${here}, there it is ${there}`;
  const seen = new Map<number, string>();
  let of = 0;
  for (const { name, json } of results) {
    const shard = json.shard === null ? null : parseShard(json.shard);
    if (shard === null) return `${name}: it is no shard of a campaign: its shard is ${jsonText(json.shard)}`;
    const other = HEAD.find((key) => JSON.stringify(json[key]) !== JSON.stringify(first.json[key]));
    if (other !== undefined) return another(name, `its ${other}`, jsonText(json[other]), jsonText(first.json[other]));
    // A shard whose runs were all lost does not know it.
    if (json.runs.length > 0 && first.json.runs.length > 0 && json.followed?.tracker !== first.json.followed?.tracker)
      return another(name, 'the tracker that followed', trackerOf(json), trackerOf(first.json));
    if (JSON.stringify(json.production) !== JSON.stringify(first.json.production))
      return another(
        name,
        'its production code',
        jsonText(json.production?.name ?? 'ours'),
        jsonText(first.json.production?.name ?? 'ours'),
      );
    of ||= shard.of;
    if (shard.of !== of) return `${name}: it is a shard of ${shard.of}, and ${first.name} a shard of ${of}`;
    const earlier = seen.get(shard.index);
    if (earlier !== undefined) return `${name}: shard ${json.shard} was given before, by ${earlier}`;
    seen.set(shard.index, name);
    const fault = contentFault(json, shard);
    if (fault !== null) return `${name}: ${fault}`;
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !seen.has(index));
  return missing.length === 0 ? null : `shard ${missing.map((index) => `${index}/${of}`).join(', ')} is missing`;
}

function trackerOf({ followed }: CampaignJson): string {
  return followed === undefined ? 'none' : jsonText(followed.tracker);
}

/** Why a result does not hold what its share of the seeds comes to; null if it does. */
function contentFault({ runs, findings, unfinished, scenarios, seed, seeds }: CampaignJson, shard: Shard): string | null {
  const { from, to } = shardInterval(shard, seeds);
  const own = new Set(seedsFrom(seed, seeds).slice(from, to));
  const names = new Set(scenarios.map(({ name }) => name));
  const known = new Set<string>();
  for (const run of runs) {
    if (!own.has(run.seed) || !names.has(run.scenario)) return `${run.scenario} seed ${run.seed} is not of its shard of the campaign`;
    if (known.has(runKey(run))) return `${run.scenario} seed ${run.seed} is in it twice`;
    known.add(runKey(run));
  }
  for (const finding of findings) {
    if (!own.has(finding.seed) || !names.has(finding.scenario))
      return `${finding.scenario} seed ${finding.seed} is not of its shard of the campaign`;
    known.add(runKey(finding));
  }
  const due = names.size * own.size;
  return known.size + unfinished === due ? null : `it has ${countOf(known.size + unfinished, 'run')}, and its shard needs ${due}`;
}

function sumOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
