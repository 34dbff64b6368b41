import { areApart } from './binomial.ts';
import type { Crew } from './crew.ts';
import type { Curve, Point } from './curve.ts';
import { shareOf } from './jumps.ts';
import type { Kept } from './tail.ts';
import type { PlanValues, WholeRun } from './worker.ts';

/** A value that the scenario drew, without which the run fails more seldom. */
export interface Knob {
  /** As the configuration names it, or by its path in the world; empty where it shows in neither. */
  readonly names: readonly string[];
  /** The values of the run, by name. */
  readonly values: PlanValues;
  /** The plan as it was, but for this one draw. */
  readonly without: Point;
}

/** Draws of a plan that are looked at, at most; tails of each at first, and of one with which fewer of those fail. */
const DRAWS_MAX = 64;
const TAILS_FIRST = 6;
const TAILS = 16;
const KNOBS_MAX = 3;
const NAMES_MAX = 3;

/**
 * The draws of the plan that matter: each is made anew while the others stay, and the world runs on new entropy. Those count whose
 * interval lies below that of the plan as it was; the one that matters most comes first. O(draws × tails) runs.
 */
export async function knobsOf(curve: Curve, crew: Crew, whole: WholeRun, planKept: Point): Promise<Knob[]> {
  const isLower = (without: Point): boolean => shareOf(without, 'ever') < shareOf(planKept, 'ever');
  const draws = Array.from({ length: Math.min(whole.planDraws, DRAWS_MAX) }, (_, but): Kept => ({ all: 'plan', but }));
  const lower = (await curve.pointsOf(draws, TAILS_FIRST)).filter(isLower).map(({ kept }) => kept);
  const knobs: Knob[] = [];
  for (const without of await curve.pointsOf(lower, TAILS)) {
    if (!isLower(without) || !areApart(without.chance, planKept.chance)) continue;
    const plans = await crew.ask('plans', { kept: without.kept, from: 0, to: TAILS });
    const names = namesOf(whole.plan, plans);
    knobs.push({ names, values: Object.fromEntries(names.map((name) => [name, whole.plan[name] ?? 'absent'])), without });
  }
  return knobs.sort((a, b) => shareOf(a.without, 'ever') - shareOf(b.without, 'ever')).slice(0, KNOBS_MAX);
}

/** The names of the values that are not the same in all plans: those of the configuration if there are any. */
function namesOf(plan: PlanValues, plans: readonly PlanValues[]): readonly string[] {
  const names = new Set([plan, ...plans].flatMap(Object.keys));
  const changed = [...names].filter((name) => plans.some((other) => other[name] !== plan[name]));
  const shown = changed.filter((name) => !name.startsWith('world.'));
  return (shown.length > 0 ? shown : changed).slice(0, NAMES_MAX);
}
