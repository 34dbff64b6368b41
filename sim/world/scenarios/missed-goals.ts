import { GOAL_NUMBER, type Goal } from '../../oracle/goals.ts';
import { PURPOSES } from './required-goals.ts';

/** Seeds from which on a scenario must reach everything that it is for, and a campaign every goal. */
export const WHOLE_SEEDS = 12;

/** Goals that a scenario is for and that none of its runs reached. Nothing is asked of a scenario without purposes. */
export function missedGoals(scenario: string, runs: readonly { readonly goals: readonly number[] }[]): Goal[] {
  return (PURPOSES[scenario] ?? []).filter((goal) => runs.every(({ goals }) => goals[GOAL_NUMBER[goal]] === 0));
}

/** A seed that has tested nothing, and why. */
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
