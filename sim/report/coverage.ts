import type { CampaignResult } from '../campaign/campaign.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import { addPremises, type PremiseTable } from '../oracle/premise-counts.ts';

/** What a campaign came to beside findings: what its runs reached, and what its rules had to say. */
export interface Coverage {
  /** By scenario and goal: runs that reached it. What none reached is left out. */
  readonly reached: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By rule. */
  readonly rules: PremiseTable;
}

/** The coverage of a campaign whose runs counted it. O(runs × goals). */
export function coverageOf({ runs }: CampaignResult, names: readonly string[]): Coverage {
  const reached = names.map((name, at): [string, Record<string, number>] => {
    const counts = GOAL_NAMES.map(() => 0);
    for (const run of runs[at]) run?.goals.forEach((count, goal) => (counts[goal] += count > 0 ? 1 : 0));
    return [name, Object.fromEntries(GOAL_NAMES.flatMap((goal, number) => (counts[number] === 0 ? [] : [[goal, counts[number]]])))];
  });
  return {
    reached: Object.fromEntries(reached),
    rules: addPremises(premisesIn(runs)),
  };
}

function* premisesIn(runs: CampaignResult['runs']): Generator<PremiseTable> {
  for (const of of runs) for (const run of of) if (run?.premises !== undefined) yield run.premises;
}

/** Those of the shards of a campaign together; null where one of them has none. O(size). */
export function addCoverage(all: readonly (Coverage | undefined)[]): Coverage | undefined {
  if (all.length === 0 || !all.every((coverage) => coverage !== undefined)) return undefined;
  const reached: Record<string, Record<string, number>> = {};
  for (const [name, goals] of all.flatMap((coverage) => Object.entries(coverage.reached))) {
    const sum = (reached[name] ??= {});
    for (const [goal, count] of Object.entries(goals)) sum[goal] = (sum[goal] ?? 0) + count;
  }
  const ordered = Object.entries(reached).map(([name, goals]): [string, Record<string, number>] => [
    name,
    Object.fromEntries(GOAL_NAMES.flatMap((goal) => (goal in goals ? [[goal, goals[goal]]] : []))),
  ]);
  return { reached: Object.fromEntries(ordered), rules: addPremises(all.map(({ rules }) => rules)) };
}

/** Runs that reached a goal, by goal. O(size). */
export function goalRuns({ reached }: Coverage): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const [goal, count] of Object.values(reached).flatMap((goals) => Object.entries(goals))) sum.set(goal, (sum.get(goal) ?? 0) + count);
  return sum;
}

/** How many pairs of a scenario and a goal were reached, and how many of them by a single run. O(size). */
export function pairsOf({ reached }: Coverage): { readonly pairs: number; readonly once: number } {
  const counts = Object.values(reached).flatMap((goals) => Object.values(goals));
  return { pairs: counts.length, once: counts.filter((count) => count === 1).length };
}
