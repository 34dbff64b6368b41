import { GOAL_NUMBER, type Goal } from '../../oracle/goals.ts';
import { REQUIRED_GOALS } from './required-goals.ts';

/** Seeds from which on a scenario must reach its required goals, and a campaign every goal. */
export const WHOLE_SEEDS = 12;

/** Required goals of a scenario that none of its runs reached; none for a scenario without any. */
export function missedGoals(scenario: string, runs: readonly { readonly goals: readonly number[] }[]): Goal[] {
  return (REQUIRED_GOALS[scenario] ?? []).filter((goal) => runs.every(({ goals }) => goals[GOAL_NUMBER[goal]] === 0));
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
