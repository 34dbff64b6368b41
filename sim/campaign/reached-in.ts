import { GoalCounts } from '../oracle/goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/** What runs of a scenario reached, all together: what is asked of one run can be asked of it. */
export interface Reached {
  /** By number of the goal. */
  readonly goals: readonly number[];
  readonly customGoals: readonly string[];
  /** Whether a run was made without an option of its scenario, because the tracker that followed lacks it. */
  readonly isRestricted: boolean;
}

/** What the runs of a scenario reached; null stands for a run that is not known. Those that tested nothing are added to `unmet`. O(runs). */
export function reachedIn(runs: Iterable<SimulationResult | null>, unmet: SimulationResult[]): Reached {
  const goals = new GoalCounts();
  const customGoals = new Set<string>();
  let isRestricted = false;
  for (const run of runs) {
    if (run === null) continue;
    goals.add(run.goals);
    for (const goal of run.customGoals ?? []) customGoals.add(goal);
    isRestricted ||= run.followed !== undefined && run.followed.lacking.length > 0;
    if (run.unmetPrecondition !== null) unmet.push(run);
  }
  return { goals: [...goals.counts], customGoals: [...customGoals], isRestricted };
}
