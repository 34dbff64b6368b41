import type { Goal } from '../../oracle/goals.ts';
import { worldPlan } from '../scenarios/world-builder.ts';
import type { Knobs, Plan, Scenario } from '../scenarios/scenario.ts';
import type { ClaimsScript } from '../chronicle.ts';
import type { WorldScript } from '../script.ts';
import { NO_CLAIMS } from './claims.ts';
import { reachesAll } from './expectations.ts';
import { brokenPremise } from './liveness-premise.ts';
import { present } from '../../data/present.ts';

/** A world from a file as a scenario. It draws nothing: a seed decides what happens in the world, not what world it is. */
export function fileScenario(name: string, claim: string, world: WorldScript, expected: readonly Goal[], claims: ClaimsScript): Scenario {
  return { name, claim, build: (_entropy, knobs) => planWith(knobs, world, expected, claims) };
}

/** The world as the knobs change it. Where that breaks the liveness premise, liveness is not judged. */
function planWith(knobs: Knobs, world: WorldScript, expected: readonly Goal[], claims: ClaimsScript): Plan {
  const changed = turned(world, knobs);
  const unfair = brokenPremise(changed);
  const extra = unfair === null ? {} : { settle: `dropped: ${unfair.path} ${unfair.says}` };
  // Under other knobs it is not known what a run must reach.
  const isAsWritten = Object.values(knobs).every((knob) => knob === undefined);
  const precondition = expected.length > 0 && isAsWritten ? reachesAll(expected) : undefined;
  const plan = worldPlan(unfair === null ? changed : { ...changed, settle: null }, extra, precondition);
  return { ...plan, claims: isAsWritten ? claims : NO_CLAIMS };
}

function turned(world: WorldScript, { capacity, policy, window, forNs = world.forNs }: Knobs): WorldScript {
  return { ...world, forNs, observer: { ...world.observer, ...present({ capacity, policy, window }) } };
}
