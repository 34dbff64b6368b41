import { customRules } from '../../oracle/custom-rules.ts';
import { GOAL_NUMBER, type Goal } from '../../oracle/goals.ts';
import { customScenarios } from './custom-scenarios.ts';
import { REQUIRED_GOALS } from './required-goals.ts';

/** Seeds from which on a scenario must reach its required goals, and a campaign every goal. */
export const WHOLE_SEEDS = 12;

/** Required goals of a scenario that none of its runs reached; none for a scenario without any. */
export function missedGoals(scenario: string, runs: readonly GoalsOfRun[]): string[] {
  const required = REQUIRED_GOALS[scenario] ?? customScenarios().find(({ name }) => name === scenario)?.goals ?? [];
  return notReached(required, runs);
}

/** Custom goals that none of the runs of a campaign reached. */
export function missedCustomGoals(runs: readonly GoalsOfRun[]): string[] {
  return notReached(
    customRules().goals.map(({ name }) => name),
    runs,
  );
}

/** Which goals a run reached. */
interface GoalsOfRun {
  /** By number. */
  readonly goals: readonly number[];
  readonly customGoals?: readonly string[];
}

function notReached(names: readonly string[], runs: readonly GoalsOfRun[]): string[] {
  let missing = [...names];
  for (const { goals, customGoals = [] } of missing.length === 0 ? [] : runs)
    missing = missing.filter((goal) => (goal in GOAL_NUMBER ? goals[GOAL_NUMBER[goal as Goal]] === 0 : !customGoals.includes(goal)));
  return missing;
}

/** A seed whose run repeats that of another, and which one. */
export interface RepeatedSeed {
  readonly seed: string;
  readonly reason: string;
}

/** Seeds whose run of a scenario is that of another seed once more. In order, the first of its kind left out. */
export function repeatedSeeds(runs: readonly { readonly seed: string; readonly digest: string }[]): RepeatedSeed[] {
  const seedByDigest = new Map<string, string>();
  return runs.flatMap(({ seed, digest }) => {
    const first = seedByDigest.get(digest);
    if (first !== undefined && first !== seed) return [{ seed, reason: `its run is that of seed ${first}` }];
    seedByDigest.set(digest, seed);
    return [];
  });
}
