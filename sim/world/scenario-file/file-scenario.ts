import type { Goal } from '../../oracle/goals.ts';
import { worldPlan } from '../scenarios/world-builder.ts';
import type { Knobs, Plan, Scenario } from '../scenarios/scenario.ts';
import type { WorldScript } from '../script.ts';
import { reachesAll } from './expectations.ts';
import { unfairSettle } from './settle-rules.ts';

/** A world from a file as a scenario. It draws nothing: a seed decides what happens in the world, not what world it is. */
export function fileScenario(name: string, claim: string, world: WorldScript, expected: readonly Goal[]): Scenario {
  return { name, claim, build: (_entropy, knobs) => planWith(knobs, world, expected) };
}

/** The world as the knobs change it. One that no longer leaves the observer a chance is not judged at its end. */
function planWith(knobs: Knobs, world: WorldScript, expected: readonly Goal[]): Plan {
  const changed = turned(world, knobs);
  const unfair = unfairSettle(changed);
  const extra = unfair === null ? {} : { settle: `dropped: ${unfair.path} ${unfair.says}` };
  // Under other knobs nobody knows what a run must reach.
  const isAsWritten = Object.values(knobs).every((knob) => knob === undefined);
  const premise = expected.length > 0 && isAsWritten ? reachesAll(expected) : undefined;
  return worldPlan(unfair === null ? changed : { ...changed, settle: null }, extra, premise);
}

function turned(world: WorldScript, { capacity, policy, window, forNs = world.forNs }: Knobs): WorldScript {
  const observer = {
    ...world.observer,
    ...(capacity !== undefined && { capacity }),
    ...(policy !== undefined && { policy }),
    ...(window !== undefined && { window }),
  };
  return { ...world, forNs, observer };
}
