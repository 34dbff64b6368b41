import { GOAL_NAMES } from '../oracle/goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/**
 * The result of a run as a campaign holds it until its end: some 500 bytes, to which counts of goals would add 900. Those that are not 0
 * are kept as text, `number:count`, and read each time that they are asked for.
 */
export interface KeptResult extends SimulationResult {
  readonly reached: string;
}

const READS_GOALS = {
  get goals(): readonly number[] {
    const { reached } = this as unknown as KeptResult;
    const goals = GOAL_NAMES.map(() => 0);
    for (const each of reached === '' ? [] : reached.split(' ')) {
      const [number, count] = each.split(':');
      goals[Number(number)] = Number(count);
    }
    return goals;
  },
};

/** Keeps a result. `scenario` and `seed` are the campaign's own texts of those in it: all its runs share them. O(goals). */
export function keepResult({ goals, ...others }: SimulationResult, scenario: string, seed: string): KeptResult {
  const reached = goals.flatMap((count, number) => (count === 0 ? [] : [`${number}:${count}`])).join(' ');
  return Object.assign(Object.create(READS_GOALS) as typeof READS_GOALS, others, { scenario, seed, reached });
}

/** The result as it was. O(goals). */
export function wholeResult(kept: KeptResult): SimulationResult {
  const { reached: _, ...others } = kept;
  return { ...others, goals: kept.goals };
}
