import { GOAL_NAMES, GOAL_NUMBER, type Goal } from '../../oracle/goals.ts';
import { show } from '../../data/ops/refusal.ts';
import type { Run } from '../../run/run.ts';
import { didYouMean } from '../../data/did-you-mean.ts';
import { within, type FaultBook } from './fault.ts';

/** The goals that a file expects, by their names. */
export function readExpectations(names: readonly string[], faults: FaultBook): Goal[] {
  return names.filter((name, at): name is Goal => {
    const isGoal = (GOAL_NAMES as readonly string[]).includes(name);
    if (!isGoal) faults.add(within('/expect', at), `must be the name of a goal, got ${show(name)}${didYouMean(name, GOAL_NAMES)}`);
    return isGoal;
  });
}

/** A precondition: the first of the goals that a run did not reach, or null. */
export function reachesAll(goals: readonly Goal[]): (run: Run) => string | null {
  return ({ goalCounts }) => {
    const missed = goals.find((goal) => goalCounts[GOAL_NUMBER[goal]] === 0);
    return missed === undefined ? null : `the goal ${missed} was expected and not reached`;
  };
}
