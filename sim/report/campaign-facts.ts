import type { CampaignResult } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { formatShard } from '../campaign/shard.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import { campaignJson, type CampaignJson, type FindingJson } from './campaign-json.ts';
import { Digest } from '../run/digest.ts';
import type { ScenarioRef } from '../world/run-settings.ts';
import { currentCommit } from '../findings/commit.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';

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
    unmet: result.unmet.map(({ scenario, seed, unmet }) => ({ scenario, seed, reason: unmet ?? '' })),
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
