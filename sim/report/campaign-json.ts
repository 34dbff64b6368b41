import type { RunRequest } from '../campaign/campaign-request.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import type { List } from '../data/lazy-list.ts';
import { currentCommit } from '../findings/commit.ts';
import { bySignature, shortestOf } from '../oracle/by-signature.ts';
import type { FindingKeeper } from './keep-findings.ts';
import { signatureOf } from '../oracle/finding.ts';
import { GOAL_NAMES, type Goal } from '../oracle/goals.ts';
import { Digest } from '../run/digest.ts';
import {
  factsOf,
  runKey,
  verdictOf,
  type CampaignFacts,
  type CampaignHead,
  type FindingJson,
  type RunJson,
  type ShrunkJson,
} from './campaign-verdict.ts';
import { coverageOf } from './coverage.ts';
import { findingLine } from './command-lines.ts';
import { EXIT, mostSevere, type ExitCode } from './exit-code.ts';

/** Findings with one signature: that of the shortest run, and where the others are from. */
export interface ReportJson {
  readonly signature: string;
  readonly count: number;
  /** The finding of the shortest run. */
  readonly finding: FindingJson;
  /** Where its operations are kept; null where they are not. */
  readonly trace: string | null;
  /** The line that makes the run again, on any machine that has this commit. */
  readonly again: string;
  /** What shrinking made of it; null where it was not shrunk. */
  readonly shrunk: ShrunkJson | null;
  /** Scenario and seed of the others, the first few. */
  readonly others: readonly string[];
}

/** The result of a campaign, or of a shard of one, as `--json` prints it. */
export interface CampaignJson extends CampaignHead, Omit<CampaignFacts, 'traces' | 'shrunk'> {
  /** Which shard of the seeds this is, as `i/n`; null for all. */
  readonly shard: string | null;
  readonly steps: number;
  readonly simulatedNs: number;
  readonly digest: string;
  readonly reports: readonly ReportJson[];
  readonly exit: ExitCode;
}

const OTHERS_MAX = 20;

/** The result for programs: no times of this machine, so that the same seeds give the same bytes. */
export function resultJson(
  result: CampaignResult,
  request: RunRequest,
  traces: ReadonlyMap<string, string>,
  shrunk: ReadonlyMap<string, ShrunkJson> = new Map(),
): CampaignJson {
  const { head, shard, facts } = factsOf(result, request);
  const { countsPremises, scenarios } = request.settings;
  const names = scenarios.map(({ name }) => name);
  const coverage = countsPremises === true ? coverageOf(result, names) : undefined;
  // Only who has to bring findings into an order asks for it.
  let places: ReadonlyMap<string, number> | null = null;
  const seedAt = (seed: string): number => (places ??= new Map(request.allSeeds.map((each, at) => [each, at]))).get(seed) ?? 0;
  const json = campaignJson({ ...head, commit: currentCommit() }, shard, { ...facts, traces, shrunk, coverage }, seedAt);
  return result.fault === null ? json : { ...json, exit: mostSevere([json.exit, EXIT.internal]) };
}

/** What is known of a campaign while it goes on, in the form of its result. Its code is never that of a good one. */
export function partialJson(known: CampaignResult, request: RunRequest, keeper: Pick<FindingKeeper, 'keptOf'>): CampaignJson {
  const traces = new Map<string, string>();
  for (const group of bySignature(known.findings, ({ finding }) => finding)) {
    const { finding, scenario, seed } = shortestOf(group, (found) => found.finding);
    const kept = keeper.keptOf(signatureOf(finding));
    if (kept !== null) traces.set(runKey({ scenario: request.settings.scenarios[scenario].name, seed }), kept.path);
  }
  const json = resultJson(known, request, traces);
  return { ...json, exit: mostSevere([json.exit, EXIT.inconclusive]) };
}

/**
 * Puts a result together, in an order that depends on scenarios and seeds alone; the runs have it already. `seedAt` gives the
 * place of a seed in the campaign. O(n log n).
 */
export function campaignJson(
  head: CampaignHead,
  shard: string | null,
  facts: CampaignFacts,
  seedAt: (seed: string) => number,
): CampaignJson {
  const names = head.scenarios.map(({ name }) => name);
  const { runs } = facts;
  const place = placeIn(head, seedAt);
  const findings = [...facts.findings].sort((a, b) => place(a) - place(b));
  const { exit, shortcomings } = verdictOf(head, shard, { ...facts, findings });
  const unmet = shortcomings
    .flatMap(({ scenario: name, seed: of, reason }) => (of === null ? [] : [{ scenario: name, seed: of, reason }]))
    .sort((a, b) => place(a) - place(b));
  const goals = Object.fromEntries(GOAL_NAMES.map((name) => [name, facts.goals[name] ?? 0]));
  const { scenario, seed, seeds, ...settings } = head;
  const { unfinished, proven, followed, production } = facts;
  const missed = [...facts.missed].sort(
    (a, b) => names.indexOf(a.scenario) - names.indexOf(b.scenario) || goalPlace(a.goal) - goalPlace(b.goal) || (a.goal < b.goal ? -1 : 1),
  );
  return {
    scenario,
    seed,
    seeds,
    shard,
    ...sumsOf(runs),
    goals,
    findings,
    reports: bySignature(findings, (finding) => finding).map((group) => reportOf(group, head, facts)),
    unmet,
    missed,
    unfinished,
    proven,
    ...(followed !== undefined && { followed }),
    ...(production !== undefined && { production }),
    runs,
    ...settings,
    ...(facts.coverage === undefined ? {} : { coverage: facts.coverage }),
    exit,
  };
}

/** Custom goals come after all others. */
function goalPlace(goal: string): number {
  const place = GOAL_NAMES.indexOf(goal as Goal);
  return place === -1 ? GOAL_NAMES.length : place;
}

function reportOf(group: readonly FindingJson[], head: CampaignHead, { traces, shrunk }: CampaignFacts): ReportJson {
  const finding = shortestOf(group, (each) => each);
  const others = group.filter((other) => other !== finding).map(runKey);
  return {
    signature: signatureOf(finding),
    count: group.length,
    finding,
    trace: traces.get(runKey(finding)) ?? null,
    again: findingLine(finding, head),
    shrunk: shrunk?.get(runKey(finding)) ?? null,
    others: others.slice(0, OTHERS_MAX),
  };
}

/** What all runs come to together: one digest for many, in their order. */
function sumsOf(runs: List<RunJson>): Pick<CampaignJson, 'steps' | 'simulatedNs' | 'digest'> {
  const folded = new Digest();
  let [steps, simulatedNs, last] = [0, 0, ''];
  for (const run of runs) {
    steps += run.steps;
    simulatedNs += run.simulatedNs;
    last = run.digest;
    folded.text(last);
  }
  return { steps, simulatedNs, digest: runs.length === 1 ? last : folded.hex };
}

/** The place of a run: by scenario, and by seed within. */
type PlaceOf = (run: { readonly scenario: string; readonly seed: string }) => number;

/** See {@link PlaceOf}. `seedAt` gives the place of a seed in the campaign. */
export function placeIn({ scenarios, seeds }: Pick<CampaignHead, 'scenarios' | 'seeds'>, seedAt: (seed: string) => number): PlaceOf {
  const names = scenarios.map(({ name }) => name);
  return ({ scenario, seed }) => names.indexOf(scenario) * seeds + seedAt(seed);
}
