import type { CampaignRecord, HistoryFinding, HistoryRecord } from './history.ts';
import { runsToBelieve, type HitRate } from './rare-fix.ts';

/** What became of a signature since earlier campaigns. */
export type Change = 'new' | 'known' | 'gone' | 'not run';

/** A signature that a history knows. */
export interface KnownFinding {
  readonly finding: HistoryFinding;
  readonly change: Change;
  /** When it came up first and last. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Until it came up last: runs of its scenarios, and those that were hit. */
  readonly rate: HitRate;
  /** Runs of its scenarios since then, without a hit. */
  readonly runsSince: number;
  /** Runs without a hit from which on a fix may be believed. */
  readonly runsNeeded: number;
}

/** One campaign of a history, with what was known by then. */
export interface CampaignPoint {
  readonly record: CampaignRecord;
  readonly new: number;
  readonly known: number;
  readonly gone: number;
  /** Goals that this campaign or one before it reached. */
  readonly goalsSoFar: number;
  readonly stepsPerSecond: number;
}

/** The campaigns among the lines of a history that were set up as the last of them. */
export function campaignsOf(records: readonly HistoryRecord[]): CampaignRecord[] {
  const campaigns = records.filter((record) => record.kind === 'campaign');
  return campaigns.filter(({ settings }) => settings === campaigns[campaigns.length - 1].settings);
}

/** What was new, known and gone at each campaign, in their order. O(records × signatures). */
export function campaignPoints(campaigns: readonly CampaignRecord[]): CampaignPoint[] {
  const goals = new Set<string>();
  return campaigns.map((record, at) => {
    for (const goal of Object.keys(record.goals)) goals.add(goal);
    const changes = knownFindings(campaigns.slice(0, at + 1)).map(({ change }) => change);
    const timesOf = (change: Change): number => changes.filter((other) => other === change).length;
    return {
      record,
      new: timesOf('new'),
      known: timesOf('known'),
      gone: timesOf('gone'),
      goalsSoFar: goals.size,
      stepsPerSecond: record.elapsedMs === 0 ? 0 : (record.steps * 1000) / record.elapsedMs,
    };
  });
}

/** Every signature of these campaigns as the last of them has it: the last found first. O(records × signatures). */
export function knownFindings(campaigns: readonly CampaignRecord[]): KnownFinding[] {
  const signatures = new Map<string, number[]>();
  for (const [at, { findings }] of campaigns.entries())
    for (const { signature } of findings) signatures.set(signature, [...(signatures.get(signature) ?? []), at]);
  const all = [...signatures].map(([signature, places]) => knownFinding(signature, places, campaigns));
  return all.sort((a, b) => (a.lastAt === b.lastAt ? 0 : a.lastAt < b.lastAt ? 1 : -1));
}

function knownFinding(signature: string, places: readonly number[], campaigns: readonly CampaignRecord[]): KnownFinding {
  const found = places.map((at) => campaigns[at].findings.find((finding) => finding.signature === signature) as HistoryFinding);
  const scenarios = new Set(found.flatMap(({ hits }) => Object.keys(hits)));
  const last = places[places.length - 1];
  const runsIn = (some: readonly CampaignRecord[]): number =>
    some.flatMap(({ runs }) => Object.entries(runs)).reduce((sum, [name, runs]) => sum + (scenarios.has(name) ? runs : 0), 0);
  const hits = found.flatMap((finding) => Object.values(finding.hits)).reduce((sum, count) => sum + count, 0);
  // A run that did not live to its end is a hit and no run.
  const rate = { hits, runs: Math.max(hits, runsIn(campaigns.slice(0, last + 1))) };
  const isHere = last === campaigns.length - 1;
  const change = isHere ? (places.length === 1 ? 'new' : 'known') : runsIn(campaigns.slice(-1)) === 0 ? 'not run' : 'gone';
  return {
    finding: found[found.length - 1],
    change,
    firstAt: campaigns[places[0]].at,
    lastAt: campaigns[last].at,
    rate,
    runsSince: runsIn(campaigns.slice(last + 1)),
    runsNeeded: runsToBelieve(rate),
  };
}

/** The last run of the zoo; null where there was none. */
export function lastZoo(records: readonly HistoryRecord[]): HistoryRecord | null {
  return records.findLast(({ kind }) => kind === 'zoo') ?? null;
}
