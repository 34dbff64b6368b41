import type { RunRequest } from '../campaign/campaign-request.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { formatShard } from '../campaign/shard.ts';
import type { Finding } from '../oracle/finding.ts';
import { GOAL_NAMES, type Goal } from '../oracle/goals.ts';
import { LazyList, type List } from '../data/lazy-list.ts';
import { Digest } from '../run/digest.ts';
import type { FollowCounts } from '../run/follower.ts';
import type { Happenings } from '../world/chronicle.ts';
import type { ScenarioRef } from '../world/run-settings.ts';
import { RepeatedSeeds, WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import type { Coverage } from './coverage.ts';
import { exitCodeOf, EXIT, mostSevere, type ExitCode } from './exit-code.ts';
import { sumFollowed } from './followed.ts';
import { replacedProduction, type ReplacedProduction } from '../subject/foreign/production-module.ts';

/** A run, as JSON has it. */
export interface RunJson extends Pick<SimulationResult, 'scenario' | 'seed' | 'steps' | 'simulatedNs' | 'digest' | 'config'> {
  /** What happened in the world of a scenario file. */
  readonly happened?: Happenings | undefined;
}

/** A finding, and the run that it is from. */
export interface FindingJson extends Omit<Finding, 'nowNs'> {
  readonly nowNs: string;
  readonly scenario: string;
  readonly seed: string;
}

/** A run that was shrunk: what its failure report says, and its operations. */
export interface ShrunkJson extends Pick<Finding, 'reason' | 'expected' | 'got' | 'details'> {
  /** Operations of the run as found. */
  readonly before: number;
  /** Lines of a trace, without a header; none where there are more than 500, which are in the trace alone. */
  readonly operations: readonly string[];
  /** The last 500 of them at most, in words. */
  readonly told: readonly string[];
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
  /** By scenario, by seed within. */
  readonly runs: List<RunJson>;
  readonly goals: Readonly<Record<string, number>>;
  readonly findings: readonly FindingJson[];
  readonly unmet: readonly { readonly scenario: string; readonly seed: string; readonly reason: string }[];
  /** What a scenario is for and none of its runs reached; custom goals that no run reached, as those of `all`. */
  readonly missed: readonly { readonly scenario: string; readonly goal: string }[];
  /** Runs of which nothing is known. */
  readonly unfinished: number;
  /** Runs that were made twice, and the same each time. */
  readonly proven: number;
  /** What a tracker from elsewhere was asked in all runs together; left out where none followed. */
  readonly followed?: FollowCounts;
  /** The production code that is under test in place of ours; left out where it is ours. */
  readonly production?: ReplacedProduction;
  /** Files in which operations are kept, by scenario and seed. */
  readonly traces: ReadonlyMap<string, string>;
  /** What shrinking made of runs, by scenario and seed. */
  readonly shrunk?: ReadonlyMap<string, ShrunkJson>;
  /** Left out where it was not counted. */
  readonly coverage?: Coverage | undefined;
}

/** What stands for all scenarios where one is named. */
const ALL = 'all';

/** What a run is called in a map. */
export function runKey({ scenario, seed }: { readonly scenario: string; readonly seed: string }): string {
  return `${scenario} ${seed}`;
}

/** What a verdict depends on: what was asked for, and what was found out. */
export function factsOf(
  result: CampaignResult,
  { settings, allSeeds, shard, soaks, isWhole }: Pick<RunRequest, 'settings' | 'allSeeds' | 'shard' | 'soaks' | 'isWhole'>,
): {
  readonly head: Omit<CampaignHead, 'commit'>;
  readonly shard: string | null;
  readonly facts: Omit<CampaignFacts, 'traces' | 'shrunk'>;
} {
  const { scenarios, check, knobs, stepsMax } = settings;
  const head = {
    scenario: scenarios.length === 1 ? scenarios[0].name : 'all',
    seed: allSeeds[0],
    seeds: soaks ? soakedSeeds(result) : allSeeds.length,
    scenarios: scenarios.map(scenarioJson),
    check,
    stepsMax,
    knobs: { ...knobs },
    isWhole,
  };
  const production = replacedProduction();
  const followed = sumFollowed(followedIn(result));
  let done = 0;
  for (const _ of doneIn(result)) done++;
  const facts = {
    ...(followed !== null && { followed }),
    ...(production !== null && { production }),
    runs: new LazyList(done, () => runsAsJson(result)),
    goals: Object.fromEntries(GOAL_NAMES.map((name, number) => [name, result.goals.counts[number]])),
    findings: result.findings.map((found) => findingJson(found, scenarios)),
    unmet: result.unmet.map(({ scenario, seed, unmetPrecondition }) => ({ scenario, seed, reason: unmetPrecondition ?? '' })),
    missed: result.missed,
    unfinished: unfinishedRuns(result, soaks),
    proven: result.rerunIdentical,
  };
  return { head, shard: shard === null ? null : formatShard(shard), facts };
}

/** The runs that came to an end. */
function* doneIn({ runs }: CampaignResult): Generator<SimulationResult> {
  for (const of of runs) for (const run of of) if (run !== null) yield run;
}

function* followedIn(result: CampaignResult): Generator<FollowCounts> {
  for (const { followed } of doneIn(result)) if (followed !== undefined) yield followed;
}

function* runsAsJson(result: CampaignResult): Generator<RunJson> {
  for (const { scenario, seed, steps, simulatedNs, digest, config, happened } of doneIn(result))
    yield { scenario, seed, steps, simulatedNs, digest, config, happened };
}

/** Seeds that a soak has come to: as many as the scenario that came farthest. */
export function soakedSeeds({ runs }: CampaignResult): number {
  let most = 1;
  for (const of of runs) {
    let at = 0;
    for (const run of of) if (++at > most && run !== null) most = at;
  }
  return most;
}

/** Runs that were to be made and of which nothing is known. A soak has to make one of each scenario. */
function unfinishedRuns({ runs, findings }: CampaignResult, soaks: boolean): number {
  return runs.reduce((sum, of, scenario) => {
    const found = new Set(findings.filter((each) => each.scenario === scenario).map(({ seed }) => seed));
    let known = found.size;
    for (const run of of) if (run !== null && !found.has(run.seed)) known++;
    return sum + (soaks ? (known === 0 ? 1 : 0) : of.length - known);
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

/** What the goals of a campaign are judged by. */
type GoalFacts = Pick<CampaignHead, 'isWhole' | 'stepsMax' | 'knobs'> &
  Pick<CampaignFacts, 'goals' | 'missed' | 'runs' | 'findings'> & { readonly shard: string | null };

/**
 * Goals that this result should have reached and did not. A shard alone need not: its campaign is judged when it is merged. Nor
 * need one with a finding, which ended a run early.
 */
export function missingGoals({ isWhole, shard, goals, findings }: Pick<GoalFacts, 'isWhole' | 'shard' | 'goals' | 'findings'>): Goal[] {
  return isWhole && shard === null && findings.length === 0 ? GOAL_NAMES.filter((name) => (goals[name] ?? 0) === 0) : [];
}

/**
 * What scenarios should have reached and did not: each that was run as it is, under enough seeds, and without a finding. A
 * shard alone need not, as with {@link missingGoals}.
 */
export function missedGoals({
  shard,
  stepsMax,
  knobs,
  missed,
  runs,
  findings,
}: Omit<GoalFacts, 'isWhole' | 'goals'>): CampaignFacts['missed'] {
  if (shard !== null || stepsMax !== null || Object.keys(knobs).length > 0) return [];
  const failed = new Set(findings.map(({ scenario }) => scenario));
  const enough = new Set([...sumsByScenario(runs)].filter(([, sum]) => sum.runs >= WHOLE_SEEDS).map(([scenario]) => scenario));
  return missed.filter(({ scenario }) =>
    scenario === ALL ? failed.size === 0 && enough.size > 0 : !failed.has(scenario) && enough.has(scenario),
  );
}

/** Runs and their steps, by scenario. O(runs). */
export function sumsByScenario(runs: Iterable<RunJson>): ReadonlyMap<string, { readonly runs: number; readonly steps: number }> {
  const sums = new Map<string, { readonly runs: number; readonly steps: number }>();
  for (const { scenario, steps } of runs) {
    const sum = sums.get(scenario) ?? { runs: 0, steps: 0 };
    sums.set(scenario, { runs: sum.runs + 1, steps: sum.steps + steps });
  }
  return sums;
}

/**
 * Seeds that gave the run of another: they tested nothing. A scenario from a file may draw nothing, a run that is cut short
 * may not come to its draws, and one that fails may end before them. Judged for the whole, as {@link missingGoals} are.
 */
function repeatedRuns(
  head: Pick<CampaignHead, 'stepsMax' | 'scenarios'>,
  shard: string | null,
  runs: Iterable<RunJson>,
  findings: readonly FindingJson[],
): Shortcoming[] {
  if (shard !== null || head.stepsMax !== null) return [];
  const failed = new Set(findings.map(runKey));
  const judged = new Set(head.scenarios.filter(({ textDigest }) => textDigest === null).map(({ name }) => name));
  const repeated: Shortcoming[] = [];
  // The digests of one scenario at a time: its runs stand together.
  let seen = { scenario: '', seeds: new RepeatedSeeds() };
  for (const run of runs) {
    const { scenario, seed } = run;
    if (seen.scenario !== scenario) seen = { scenario, seeds: new RepeatedSeeds() };
    const reason = judged.has(scenario) && !failed.has(runKey(run)) ? seen.seeds.reasonOf(run) : null;
    if (reason !== null) repeated.push({ rule: 'seeds-differ', scenario, seed, reason });
  }
  return repeated;
}

/** A rule on whole runs, scenarios or campaigns that does not hold. */
export interface Shortcoming {
  readonly rule: 'precondition-met' | 'seeds-differ' | 'required-goals-reached' | 'goals-reached';
  /** `all` for a rule on the campaign. */
  readonly scenario: string;
  /** Null for a rule on more than one run. */
  readonly seed: string | null;
  readonly reason: string;
}

/** What a campaign comes to. */
export interface Verdict {
  readonly exit: ExitCode;
  /** What the code stands for: findings and shortcomings that count. */
  readonly findings: readonly FindingJson[];
  readonly shortcomings: readonly Shortcoming[];
}

/** Judges what was found out, runs in the order of scenarios and seeds. Rules in `without` do not count. O(n). */
export function verdictOf(
  head: Omit<CampaignHead, 'commit'>,
  shard: string | null,
  facts: Omit<CampaignFacts, 'traces' | 'shrunk'>,
  without: ReadonlySet<string> = new Set(),
): Verdict {
  const findings = facts.findings.filter(({ rule }) => !without.has(rule));
  const shortcomings = shortcomingsOf(head, shard, facts, findings).filter(({ rule }) => !without.has(rule));
  const codes: ExitCode[] = findings.map(({ judge }) => exitCodeOf(judge));
  // What is not known yet may still reach a goal.
  const isUnknown = facts.unfinished > 0 || facts.runs.length + findings.length === 0;
  // A tracker that was asked nothing has passed nothing.
  if (isUnknown || (facts.followed?.compared === 0 && shard === null)) codes.push(EXIT.inconclusive);
  else if (shortcomings.length > 0) codes.push(EXIT.goals);
  return { exit: mostSevere(codes), findings, shortcomings };
}

/** `counted` are the findings that count; goals are not asked for where one ended a run. */
function shortcomingsOf(
  head: Omit<CampaignHead, 'commit'>,
  shard: string | null,
  facts: Omit<CampaignFacts, 'traces' | 'shrunk'>,
  counted: readonly FindingJson[],
): Shortcoming[] {
  const { runs, findings } = facts;
  const judged = { ...head, ...facts, shard, findings: counted };
  return [
    ...facts.unmet.map((one) => ({ rule: 'precondition-met' as const, ...one })),
    ...repeatedRuns(head, shard, runs, findings),
    ...missedGoals(judged).map(({ scenario, goal }) => ({
      rule: scenario === ALL ? ('goals-reached' as const) : ('required-goals-reached' as const),
      scenario,
      seed: null,
      reason: scenario === ALL ? `never reached ${goal}` : `${scenario} never reached ${goal}`,
    })),
    ...missingGoals(judged).map((goal) => ({
      rule: 'goals-reached' as const,
      scenario: 'all',
      seed: null,
      reason: `never reached ${goal}`,
    })),
  ];
}
