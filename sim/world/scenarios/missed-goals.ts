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

/** The runs of a scenario, one after another: tells of each whether another seed has given it before. */
export class RepeatedSeeds {
  readonly #seedByDigest = new Map<string, string>();

  /** Why a run tested nothing new; null if it did, and for the first of its kind. O(1). */
  reasonOf({ seed, digest }: { readonly seed: string; readonly digest: string }): string | null {
    const first = this.#seedByDigest.get(digest);
    if (first !== undefined && first !== seed) return `its run is that of seed ${first}`;
    this.#seedByDigest.set(digest, seed);
    return null;
  }
}
