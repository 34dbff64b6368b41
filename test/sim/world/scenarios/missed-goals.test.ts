import { describe, expect, it } from 'vitest';
import { missedGoals, RepeatedSeeds } from '../../../../sim/world/scenarios/missed-goals.ts';
import type { SimulationResult } from '../../../../sim/world/seeded-run.ts';
import { GOAL_NAMES, type Goal } from '../../../../sim/oracle/goals.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { REQUIRED_GOALS } from '../../../../sim/world/scenarios/required-goals.ts';
import { passedRun } from '../passed-run.ts';

function run(seed: string, digest: string, reached: readonly Goal[] = []): SimulationResult {
  return passedRun({ seed, digest, goals: GOAL_NAMES.map((goal) => Number(reached.includes(goal))) });
}

const PURPOSE = REQUIRED_GOALS['tiny-tables'] ?? [];

describe('missedGoals()', () => {
  it('names what no run reached, in its order', () => {
    expect(missedGoals('tiny-tables', [run('1', 'a'), run('2', 'b', PURPOSE.slice(1))])).toEqual([PURPOSE[0]]);
    expect(missedGoals('tiny-tables', [])).toEqual(PURPOSE);
  });

  it('is content when the last run reaches it', () => {
    expect(missedGoals('tiny-tables', [run('1', 'a', PURPOSE.slice(1)), run('2', 'b', PURPOSE.slice(0, 1))])).toEqual([]);
  });

  it('asks nothing of a scenario from a file', () => expect(missedGoals('my.json', [run('1', 'a')])).toEqual([]));

  it('has a purpose for every scenario', () => {
    expect(SCENARIOS.map(({ name }) => name).sort()).toEqual(Object.keys(REQUIRED_GOALS).sort());
  });
});

describe('RepeatedSeeds', () => {
  const reasons = (runs: readonly SimulationResult[]): (string | null)[] => {
    const seen = new RepeatedSeeds();
    return runs.map((each) => seen.reasonOf(each));
  };

  it('takes a run for repeated that comes to the end of another seed', () => {
    expect(reasons([run('1', 'a'), run('2', 'b'), run('3', 'a')])).toEqual([null, null, 'its run is that of seed 1']);
  });

  it('takes runs that differ in their last step for different, and one seed for itself', () => {
    expect(reasons([run('1', 'a0'), run('2', 'a1'), run('1', 'a0')])).toEqual([null, null, null]);
  });
});
