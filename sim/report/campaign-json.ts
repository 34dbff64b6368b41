import type { RunRequest } from '../campaign/campaign-request.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { formatShard } from '../campaign/shard.ts';
import { currentCommit } from '../findings/commit.ts';
import { bySignature, shortestOf } from '../oracle/by-signature.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { GOAL_NAMES, GOAL_NUMBER, type Goal } from '../oracle/goals.ts';
import { Digest } from '../run/digest.ts';
import type { ScenarioRef } from '../world/run-settings.ts';
import { repeatedSeeds, WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import { exitCodeOf, EXIT, mostSevere, type ExitCode } from './exit-code.ts';

/** A run, as JSON has it. */
export interface RunJson {
  readonly scenario: string;
  readonly seed: string;
  readonly steps: number;
  readonly simulatedNs: number;
  readonly digest: string;
  readonly config: Readonly<Record<string, string | number>>;
}

/** A finding, and the run that it is from. */
export interface FindingJson extends Omit<Finding, 'nowNs'> {
  readonly nowNs: string;
  readonly scenario: string;
  readonly seed: string;
}

/** Findings with one signature: that of the shortest run, and where the others are from. */
export interface ReportJson {
  readonly signature: string;
  readonly count: number;
  /** The finding of the shortest run. */
  readonly finding: FindingJson;
  /** Where its operations are kept; null where they are not. */
  readonly trace: string | null;
  /** Scenario and seed of the others, the first few. */
  readonly others: readonly string[];
}

/** Everything that a campaign depends on beside its code: two results with the same are of one campaign. */
export interface CampaignHead {
  readonly scenario: string;
  readonly seed: string;
  readonly seeds: number;
  /** Scenarios in their order; a file with a hash of its text. */
  readonly scenarios: readonly { readonly name: string; readonly textDigest: string | null }[];
  readonly check: string;
  readonly stepsMax: number | null;
  readonly knobs: Readonly<Record<string, string | number>>;
  /** Whether it is the whole campaign, which must reach every goal. */
  readonly isWhole: boolean;
  readonly commit: string;
}

/** What is known of the runs, of one campaign or of all its shards. */
export interface CampaignFacts {
  readonly runs: readonly RunJson[];
  readonly goals: Readonly<Record<string, number>>;
  readonly findings: readonly FindingJson[];
  readonly unmet: readonly { readonly scenario: string; readonly seed: string; readonly reason: string }[];
  /** What a scenario is for and none of its runs reached. */
  readonly missed: readonly { readonly scenario: string; readonly goal: Goal }[];
  /** Runs of which nothing is known. */
  readonly unfinished: number;
  /** Runs that were made twice, and the same each time. */
  readonly proven: number;
  /** Files in which operations are kept, by scenario and seed. */
  readonly traces: ReadonlyMap<string, string>;
}

/** The result of a campaign, or of a shard of one, as `--json` prints it. */
export interface CampaignJson extends CampaignHead {
  /** Which shard of the seeds this is, as `i/n`; null for all. */
  readonly shard: string | null;
  readonly steps: number;
  readonly simulatedNs: number;
  readonly digest: string;
  readonly goals: Readonly<Record<string, number>>;
  readonly findings: readonly FindingJson[];
  readonly reports: readonly ReportJson[];
  readonly unmet: CampaignFacts['unmet'];
  readonly missed: CampaignFacts['missed'];
  readonly unfinished: number;
  readonly proven: number;
  readonly runs: readonly RunJson[];
  readonly exit: ExitCode;
}

const OTHERS_MAX = 20;

/** The result for programs: no times of this machine, so that the same seeds give the same bytes. */
export function resultJson(result: CampaignResult, request: RunRequest, traces: ReadonlyMap<string, string>): CampaignJson {
  const { settings, allSeeds, shard, soaks } = request;
  const { scenarios, check, knobs, stepsMax } = settings;
  const runs = result.runs.flat().filter((run): run is SimulationResult => run !== null);
  const seeds = soaks ? soakedSeeds(result) : allSeeds.length;
  const places = new Map(allSeeds.map((seed, at) => [seed, at]));
  const head = {
    scenario: scenarios.length === 1 ? scenarios[0].name : 'all',
    seed: allSeeds[0],
    seeds,
    scenarios: scenarios.map(scenarioJson),
    check,
    stepsMax,
    knobs: { ...knobs },
    isWhole: request.isWhole,
    commit: currentCommit(),
  };
  const facts = {
    runs: runs.map(({ scenario, seed, steps, simulatedNs, digest, config }) => ({ scenario, seed, steps, simulatedNs, digest, config })),
    goals: Object.fromEntries(GOAL_NAMES.map((name, number) => [name, result.goals.counts[number]])),
    findings: result.findings.map((found) => findingJson(found, scenarios)),
    unmet: result.unmet.map(({ scenario, seed, unmetPrecondition }) => ({ scenario, seed, reason: unmetPrecondition ?? '' })),
    missed: result.missed,
    unfinished: unfinishedRuns(result, soaks),
    proven: result.rerunIdentical,
    traces,
  };
  return campaignJson(head, shard === null ? null : formatShard(shard), facts, (seed) => places.get(seed) ?? 0);
}

/** Seeds that a soak has come to: as many as the scenario that came farthest. */
export function soakedSeeds({ runs }: CampaignResult): number {
  return runs.reduce((most, of) => Math.max(most, of.findLastIndex((run) => run !== null) + 1), 1);
}

/** Runs that were to be made and of which nothing is known. A soak has to make one of each scenario. */
function unfinishedRuns({ runs, findings }: CampaignResult, soaks: boolean): number {
  return runs.reduce((sum, of, scenario) => {
    const known = new Set(findings.filter((found) => found.scenario === scenario).map(({ seed }) => seed));
    for (const run of of) if (run !== null) known.add(run.seed);
    return sum + (soaks ? (known.size === 0 ? 1 : 0) : of.length - known.size);
  }, 0);
}

function findingJson({ finding, scenario, seed }: CampaignFinding, scenarios: readonly ScenarioRef[]): FindingJson {
  return { ...finding, nowNs: finding.nowNs.toString(), scenario: scenarios[scenario].name, seed };
}

/** A scenario by its name; a file with a hash of its text, as names of files mean little elsewhere. */
function scenarioJson({ name, fileText }: ScenarioRef): { readonly name: string; readonly textDigest: string | null } {
  if (fileText === null) return { name, textDigest: null };
  const digest = new Digest();
  digest.text(fileText);
  return { name, textDigest: digest.hex };
}

/** What a run is called in a map. */
export function runKey({ scenario, seed }: { readonly scenario: string; readonly seed: string }): string {
  return `${scenario} ${seed}`;
}

/**
 * Puts a result together, in an order that depends on scenarios and seeds alone. `seedAt` gives the
 * place of a seed in the campaign. O(n log n).
 */
export function campaignJson(
  head: CampaignHead,
  shard: string | null,
  facts: CampaignFacts,
  seedAt: (seed: string) => number,
): CampaignJson {
  const names = head.scenarios.map(({ name }) => name);
  const place = (of: { readonly scenario: string; readonly seed: string }): number =>
    names.indexOf(of.scenario) * head.seeds + seedAt(of.seed);
  const byPlace = <T extends { readonly scenario: string; readonly seed: string }>(all: readonly T[]): T[] =>
    [...all].sort((a, b) => place(a) - place(b));
  const runs = byPlace(facts.runs);
  const findings = byPlace(facts.findings);
  const unmet = byPlace([...facts.unmet, ...repeatedRuns(head, shard, runs, findings)]);
  const goals = Object.fromEntries(GOAL_NAMES.map((name) => [name, facts.goals[name] ?? 0]));
  const { scenario, seed, seeds, ...settings } = head;
  const { unfinished, proven } = facts;
  const missed = [...facts.missed].sort(
    (a, b) => names.indexOf(a.scenario) - names.indexOf(b.scenario) || GOAL_NUMBER[a.goal] - GOAL_NUMBER[b.goal],
  );
  const missing = [...missingGoals(head, shard, goals), ...missedGoals({ ...head, shard, missed, runs })];
  return {
    scenario,
    seed,
    seeds,
    shard,
    steps: runs.reduce((sum, { steps }) => sum + steps, 0),
    simulatedNs: runs.reduce((sum, { simulatedNs }) => sum + simulatedNs, 0),
    digest: runs.length === 1 ? runs[0].digest : foldDigests(runs),
    goals,
    findings,
    reports: bySignature(findings, (finding) => finding).map((group) => reportOf(group, facts.traces)),
    unmet,
    missed,
    unfinished,
    proven,
    runs,
    ...settings,
    exit: exitOf({ findings, unmet, unfinished, known: runs.length + findings.length, missing: missing.length }),
  };
}

/** Goals that this result should have reached and did not. A shard alone need not: its campaign is judged when it is merged. */
export function missingGoals({ isWhole }: CampaignHead, shard: string | null, goals: Readonly<Record<string, number>>): Goal[] {
  return isWhole && shard === null ? GOAL_NAMES.filter((name) => goals[name] === 0) : [];
}

/**
 * What scenarios should have reached and did not: each that was run as it is, under enough seeds. A shard alone need not, as
 * with {@link missingGoals}.
 */
export function missedGoals({
  shard,
  stepsMax,
  knobs,
  missed,
  runs,
}: Pick<CampaignJson, 'shard' | 'stepsMax' | 'knobs' | 'missed' | 'runs'>): CampaignFacts['missed'] {
  if (shard !== null || stepsMax !== null || Object.keys(knobs).length > 0) return [];
  return missed.filter(({ scenario }) => runs.filter((run) => run.scenario === scenario).length >= WHOLE_SEEDS);
}

/**
 * Seeds that gave the run of another: they tested nothing. A scenario from a file may draw nothing, a run that is cut short
 * may not come to its draws, and one that fails may end before them. Judged for the whole, as {@link missingGoals} are.
 */
function repeatedRuns(
  head: CampaignHead,
  shard: string | null,
  runs: readonly RunJson[],
  findings: readonly FindingJson[],
): CampaignFacts['unmet'] {
  if (shard !== null || head.stepsMax !== null) return [];
  const failed = new Set(findings.map(runKey));
  return head.scenarios
    .filter(({ textDigest }) => textDigest === null)
    .flatMap(({ name }) =>
      repeatedSeeds(runs.filter((run) => run.scenario === name && !failed.has(runKey(run)))).map(({ seed, reason }) => ({
        scenario: name,
        seed,
        reason,
      })),
    );
}

interface Verdict extends Pick<CampaignFacts, 'findings' | 'unmet' | 'unfinished'> {
  /** Runs that came to something. */
  readonly known: number;
  /** Goals, of all or of a scenario, that were not reached. */
  readonly missing: number;
}

function exitOf({ findings, unmet, unfinished, known, missing }: Verdict): ExitCode {
  const codes: ExitCode[] = findings.map(({ judge }) => exitCodeOf(judge));
  // What is not known yet may still reach a goal.
  if (unfinished > 0 || known === 0) codes.push(EXIT.inconclusive);
  else if (unmet.length > 0 || missing > 0) codes.push(EXIT.goals);
  return mostSevere(codes);
}

function reportOf(group: readonly FindingJson[], traces: ReadonlyMap<string, string>): ReportJson {
  const finding = shortestOf(group, (each) => each);
  const others = group.filter((other) => other !== finding).map(runKey);
  return {
    signature: signatureOf(finding),
    count: group.length,
    finding,
    trace: traces.get(runKey(finding)) ?? null,
    others: others.slice(0, OTHERS_MAX),
  };
}

/** One digest for many runs, in their order. */
function foldDigests(runs: readonly RunJson[]): string {
  const digest = new Digest();
  for (const run of runs) digest.text(run.digest);
  return digest.hex;
}
